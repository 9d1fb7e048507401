package oracle

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// expanded is the scenarios with their expectations, worked out once: a second
// or two each.
var expanded = sync.OnceValue(func() (all []expansion) {
	for _, s := range []Scenario{
		Ramps(), Offline(), Delivery(),
		Factory(100, 3*time.Second), Factory(300, 10*time.Second),
	} {
		all = append(all, expansion{s, Expand(s)})
	}
	return all
})

type expansion struct {
	Scenario
	*Expectation
}

// expect is the expectation of the scenario of that name.
func expect(name string) *Expectation {
	for _, x := range expanded() {
		if x.Name == name {
			return x.Expectation
		}
	}
	panic("no scenario is named " + name)
}

func TestTotalsAreThoseOfEveryReading(t *testing.T) {
	for _, x := range expanded() {
		if diff := cmp.Diff(x.Counts, Totals(x.Scenario)); diff != "" {
			t.Errorf("%s: %s", x.Name, diff)
		}
	}
}

func TestRecordsAddUpInCanonicalOrder(t *testing.T) {
	for _, x := range expanded() {
		s, e := x.Scenario, x.Expectation
		var last int64
		for p, records := range e.Partitions {
			published := int64(0)
			for phase, c := range e.Counts[p] {
				published += c.Published
				if c.Planned != c.Published+c.Dropped-c.Duplicated {
					t.Errorf("%s, partition %d, phase %d: %+v does not add up", s.Name, p, phase, c)
				}
			}
			if published != int64(len(records)) {
				t.Errorf("%s, partition %d: %d records, %d counted", s.Name, p, len(records), published)
			}
			for i, r := range records {
				last = max(last, r.Send)
				if i > 0 && canonical(records[i-1], r) >= 0 {
					t.Errorf("%s, partition %d: record %d is not after the one before", s.Name, p, i)
				}
				if r.Send < r.Due || partitionOf(r.ID, s.Partitions) != int32(p) {
					t.Errorf("%s, partition %d: %+v", s.Name, p, r)
				}
			}
		}
		if last != e.End {
			t.Errorf("%s ends at %d, its last record is sent at %d", s.Name, e.End, last)
		}
	}
}

func TestSequencesHaveNoGapWithoutDrops(t *testing.T) {
	next := map[int64]int64{}
	for _, records := range expect("ramps").Partitions {
		for _, r := range records {
			next[r.Device]++
			if r.Sequence != next[r.Device] {
				t.Errorf("device %d: %d after %d", r.Device, r.Sequence, next[r.Device]-1)
			}
		}
	}
}

// The scenarios must hold what they are for, or equality with the engine on them
// would prove little.
func TestScenariosReachWhatTheyAreFor(t *testing.T) {
	offline, delivery := expect("offline"), expect("delivery")
	end := offline.Phases[len(offline.Phases)-1].End
	if offline.End <= end || delivery.End <= delivery.Phases[len(delivery.Phases)-1].End {
		t.Error("nothing is sent after the last phase")
	}
	var late, dropped, dead int
	for _, l := range offline.Labels {
		if l.Dropped {
			dropped++
		} else {
			late++
		}
	}
	for _, d := range offline.Devices {
		if d.Death < end {
			dead++
		}
	}
	if late < 100 || dropped < 100 || dead != 24 {
		t.Errorf("offline: %d late, %d dropped, %d dead", late, dropped, dead)
	}
	if slices.Equal(offline.Online(21*second), offline.Online(179*second)) {
		t.Error("offline: the ramp down changes nobody")
	}

	kinds := map[string]int{} // of effects on one reading
	for i := 0; i < len(delivery.Labels); {
		reading := delivery.Labels[i]
		var met []string
		for ; i < len(delivery.Labels) && delivery.Labels[i].Device == reading.Device && delivery.Labels[i].Tick == reading.Tick; i++ {
			met = append(met, string(delivery.Labels[i].Kind))
		}
		slices.Sort(met)
		kinds[fmt.Sprint(met)]++
	}
	for _, met := range []string{
		"[delay]", "[drop]", "[duplicate]", "[offline]", "[delay offline]", "[delay delay]", "[delay duplicate]",
		"[duplicate offline]", "[drop offline]", "[duplicate duplicate]", "[offline offline]", "[delay duplicate offline]",
	} {
		if kinds[met] == 0 {
			t.Errorf("delivery: no reading meets %s, only %v", met, kinds)
		}
	}
}

func TestFactoryInPlainArithmetic(t *testing.T) {
	for _, devices := range []int{100, 300, 500, 1000, 2000, 5000, 10000} {
		for _, interval := range []time.Duration{3 * time.Second, 5 * time.Second, 10 * time.Second} {
			counts := Totals(Factory(devices, interval))
			// A minute at rate 1 with everybody, a whole number of each interval.
			steady := int64(devices) * int64(time.Minute/interval)
			if got := counts.Phase(1); got != (Count{Planned: steady, Published: steady}) {
				t.Errorf("%d every %s, steady: %+v, want %d", devices, interval, got, steady)
			}
			// Twenty seconds at rate ten: a whole number of 5 and of 10 seconds.
			spike := int64(devices) * int64(200*time.Second/interval)
			if got := counts.Phase(2); interval != 3*time.Second && got != (Count{Planned: spike, Published: spike}) {
				t.Errorf("%d every %s, spike: %+v, want %d", devices, interval, got, spike)
			}
			// Half a minute from three to one: sixty seconds of interval-time.
			if got := counts.Phase(4).Planned; got != steady {
				t.Errorf("%d every %s, recovery: %d, want %d", devices, interval, got, steady)
			}
			// The buffer holds every blackout: nothing is lost.
			if got := counts.Total(); got.Dropped != 0 || got.Published != got.Planned {
				t.Errorf("%d every %s: %+v", devices, interval, got)
			}
		}
	}
}

// due narrows by pieces; S adds up from the start. They must agree on every
// reading: S(due) <= interval·n + offset < S(due + 1).
func TestDueTimesBracketTheirTargets(t *testing.T) {
	e := expect("ramps")
	for _, records := range e.Partitions {
		for _, r := range records {
			want := target(&e.Devices[r.Device-1], r.Tick)
			if e.line.S(r.Due).Cmp(want) > 0 || e.line.S(r.Due+1).Cmp(want) <= 0 {
				t.Errorf("device %d, tick %d: not due at %d", r.Device, r.Tick, r.Due)
			}
		}
	}
}
