package engine

import (
	"math"
	"testing"
	"time"

	"github.com/iotsim/iotsim/schema"
)

// jittered is trial, its model irregular by a share of a thousandth.
func jittered(devices, thousandths int64) *schema.Scenario {
	s := trial(devices)
	jitter := reduced(thousandths, 1000)
	s.Models[0].Jitter = &jitter
	return s
}

func TestJitterMovesATickByHalfOfItEitherWay(t *testing.T) {
	s := bare()
	jitter := ratio(1, 5)
	s.Models[0].Jitter = &jitter
	program := compile(t, s)
	g := &program.fleet.groups[0]
	half := int64(g.Interval) / 10
	low, high := half, -half
	for i := range g.Count {
		key := g.device(i + 1)
		c := g.cadence(key, g.offset(key))
		for n := range int64(1000) {
			moved := c.at(n) - n*c.interval - c.offset
			low, high = min(low, moved), max(high, moved)
			if x := c.at(n); c.from(x) != n || c.from(x+1) != n+1 || c.at(n+1) <= x {
				t.Fatalf("tick %d falls at %d, but from there on the first is %d", n, x, c.from(x))
			}
		}
	}
	// A thousand draws or more: the outermost lie within a hundredth of the ends.
	if low < -half || high > half || low > -half*98/100 || high < half*98/100 {
		t.Errorf("ticks are moved by %d to %d of ±%d", low, high, half)
	}
}

func TestTickBeforeTheStartDoesNotExist(t *testing.T) {
	program := compile(t, jittered(400, 999))
	missing := 0
	for i := range program.fleet.groups {
		g := &program.fleet.groups[i]
		for n := range g.Count {
			key := g.device(n + 1)
			if c := g.cadence(key, g.offset(key)); c.at(0) < 0 {
				missing++
			}
		}
	}
	// φ is below −j(0) for one device in eight: j is even over ±1/2.
	if n := int(program.fleet.devices); missing < n/12 || missing > n/5 {
		t.Errorf("tick 0 falls before the start for %d of %d devices", missing, n)
	}
	for stream := range program.plan.Streams {
		for s := program.Sequence(stream); !s.done; s.step() {
			if s.now.due < 0 || s.now.kind == recordReading && s.now.seq < 1 {
				t.Fatalf("a reading is due at %d with number %d", s.now.due, s.now.seq)
			}
		}
	}
}

func TestJitterLeavesTheNumberOfReadings(t *testing.T) {
	even, uneven := compile(t, trial(400)).plan.Totals.Planned, compile(t, jittered(400, 200)).plan.Totals.Planned
	if off := math.Abs(float64(even-uneven)) / float64(even); off > 0.01 {
		t.Errorf("%d readings become %d", even, uneven)
	}
}

func TestRestingFleetWithJitterIsSkipped(t *testing.T) {
	s := bare()
	jitter := ratio(9, 10)
	s.Models[0].Jitter = &jitter
	nobody, all := ratio(0, 1), ratio(1, 1)
	s.Phases = []schema.Phase{
		{Name: "on", Duration: time.Minute},
		{Name: "off", Duration: 2000 * 24 * time.Hour, Devices: curve(nobody, nobody)},
		{Name: "on again", Duration: time.Minute, Devices: curve(all, all)},
	}
	began := time.Now()
	program := compile(t, s)
	n := int64(0)
	for stream := range program.plan.Streams {
		for q := program.Sequence(stream); !q.done; q.step() {
			n++
		}
	}
	if n != program.plan.Totals.Published || n == 0 {
		t.Errorf("%d records, planned %d", n, program.plan.Totals.Published)
	}
	if took := time.Since(began); took > 20*time.Second {
		t.Errorf("2000 days without a device took %v: tick by tick it would be a minute", took)
	}
}

func TestJitterAllocatesNothing(t *testing.T) {
	s := jittered(400, 500)
	s.Faults, s.Labels = nil, nil
	for i := range s.Phases {
		s.Phases[i].Faults = nil
	}
	q := compile(t, s).Sequence(0)
	var b Batch
	q.Append(&b, math.MaxInt64, 200)
	if n := testing.AllocsPerRun(50, func() {
		b.Reset()
		q.Append(&b, math.MaxInt64, 20)
	}); n != 0 {
		t.Errorf("%v allocations for twenty readings", n)
	}
}

func BenchmarkJitter(b *testing.B) {
	for name, thousandths := range map[string]int64{"none": 0, "fifth": 200} {
		b.Run(name, func(b *testing.B) {
			s := jittered(10000, thousandths)
			if thousandths == 0 {
				s.Models[0].Jitter = nil
			}
			q := compile(b, s).Sequence(0)
			b.ReportAllocs()
			for b.Loop() {
				if q.walk.peek() == nil {
					q.walk.rewind(0)
				}
				q.walk.take()
			}
		})
	}
}
