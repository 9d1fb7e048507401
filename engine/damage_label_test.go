package engine

import (
	"bytes"
	"fmt"
	"maps"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/iotsim/iotsim/schema"
)

// others are effects of the other layers, on what the fixtures' devices have.
func others() map[string][]schema.Effect {
	return map[string][]schema.Effect{
		"bias":      {{Kind: schema.Bias, Sensor: "power", Add: 2, Share: 1}, {Kind: schema.Bias, Sensor: "level", Add: 2, Share: 1}},
		"stuck":     {{Kind: schema.Stuck, Sensor: "power", Share: 1}},
		"offline":   {{Kind: schema.Offline, Buffer: 3, Share: 1}},
		"drop":      {{Kind: schema.Drop, Share: 0.5}},
		"delay":     {{Kind: schema.Delay, By: dist(schema.Uniform, 0, 3e9), Max: 3 * time.Second, Share: 0.5}},
		"duplicate": {{Kind: schema.Duplicate, Copies: 2, After: time.Second, Share: 0.5}},
	}
}

// often gives the fixtures' devices enough readings for shares to show.
func often(s *schema.Scenario) *schema.Scenario {
	s.Models = slices.Clone(s.Models)
	s.Groups = slices.Clone(s.Groups)
	for i := range s.Models {
		s.Models[i].Interval = 200 * time.Millisecond
	}
	for i := range s.Groups {
		s.Groups[i].Interval = 200 * time.Millisecond
	}
	return s
}

// damagedBy is the fixtures' scenario with these faults in its second phase.
func damagedBy(t testing.TB, effects ...[]schema.Effect) *schema.Scenario {
	s := often(messageFault(t, "corrupt"))
	s.Faults, s.Phases = nil, slices.Clone(s.Phases)
	s.Phases[1].Faults = nil
	for i, e := range effects {
		s.Faults = append(s.Faults, schema.Fault{Name: fmt.Sprint("f", i), Effects: e})
		s.Phases[1].Faults = append(s.Phases[1].Faults, i)
	}
	return s
}

// A trace is what a program sends of a reading: records without their send times,
// and what labels say.
type trace struct {
	records []Record
	labels  []string // kinds
}

// traces are by device and number.
func traces(t *testing.T, p *Program) map[string]*trace {
	t.Helper()
	all := map[string]*trace{}
	of := func(key, number []byte) *trace {
		id := fmt.Sprintf("%s %s", key, number)
		if all[id] == nil {
			all[id] = &trace{}
		}
		return all[id]
	}
	for i, s := range p.plan.Streams {
		var b Batch
		p.Sequence(i).Append(&b, math.MaxInt64, math.MaxInt)
		if n := p.plan.Counts[i].Published; int64(len(b.Records)) != n {
			t.Errorf("%v holds %d records, the plan says %d", s, len(b.Records), n)
		}
		for _, r := range b.Records {
			if r.Headers[1].Key != HeaderSequence {
				continue
			}
			at := of(r.Key, r.Headers[1].Value)
			if s.Labels {
				var kind string
				fmt.Sscanf(string(r.Value), `{"kind":%q`, &kind)
				at.labels = append(at.labels, kind)
				continue
			}
			if at.records = append(at.records, r); r.size() > p.plan.Bytes.Largest {
				t.Errorf("%d bytes, the plan allows %d: %s", r.size(), p.plan.Bytes.Largest, r.Value)
			}
		}
	}
	return all
}

// judge holds a reading against the same one of a clean run.
func (tr *trace) judge(t *testing.T, clean *trace) {
	t.Helper()
	want := clean.records[0]
	differs := len(tr.records) != 1
	for _, r := range tr.records {
		differs = differs || !bytes.Equal(r.Value, want.Value) || r.Send != want.Send
		if r.Timestamp != want.Timestamp || !bytes.Equal(r.Key, want.Key) {
			t.Errorf("time %d and key %s, without faults %d and %s", r.Timestamp, r.Key, want.Timestamp, want.Key)
		}
		if !bytes.Equal(r.Value, tr.records[0].Value) {
			t.Errorf("a copy differs:\n%s\n%s", tr.records[0].Value, r.Value)
		}
	}
	if !differs {
		differs = line(tr.records[0]) != line(want)
	}
	if differs != (len(tr.labels) > 0) {
		t.Errorf("labels %v, differs: %v\n%+v\n%+v", tr.labels, differs, tr.records, want)
	}
	if slices.Contains(tr.labels, "message") && (len(tr.records) == 0 || bytes.Equal(tr.records[0].Value, want.Value)) {
		t.Errorf("a label of a message that is as it was: %s", want.Value)
	}
}

// Each reading that differs from a clean run has its label, and each label such a
// reading: of every effect on messages alone, and with every other effect.
func TestDamageIsWhatLabelsSay(t *testing.T) {
	all := others()
	var damages []string
	for name, s := range messageFaults(t) {
		damages = append(damages, name)
		all[name] = s.Faults[0].Effects
	}
	clean := traces(t, compile(t, damagedBy(t)))
	if len(clean) != 120 {
		t.Fatalf("%d readings", len(clean))
	}
	for _, first := range slices.Sorted(slices.Values(damages)) {
		for _, second := range slices.Sorted(maps.Keys(all)) {
			if slices.Contains(damages, second) && second < first {
				continue
			}
			effects := [][]schema.Effect{all[first], all[second]}
			if second == first {
				effects = effects[:1]
			}
			touched := 0
			got := traces(t, compile(t, damagedBy(t, effects...)))
			for id, want := range clean {
				if got[id] == nil {
					t.Errorf("%s and %s: %s is nowhere", first, second, id)
					continue
				}
				got[id].judge(t, want)
				touched += len(got[id].labels)
			}
			if touched < 20 {
				t.Errorf("%s and %s: only %d labels", first, second, touched)
			}
			if t.Failed() {
				t.Fatalf("%s and %s", first, second)
			}
		}
	}
}

// Layers have their order, whatever that of the file.
func TestTheOrderOfDamageIsFixed(t *testing.T) {
	faults := messageFaults(t)
	for first, a := range faults {
		for second, b := range faults {
			if layerOf[a.Faults[0].Effects[0].Kind] >= layerOf[b.Faults[0].Effects[0].Kind] {
				continue
			}
			s := damagedBy(t, a.Faults[0].Effects, b.Faults[0].Effects)
			want := bytes.Join(messages(compile(t, s)), []byte("\n"))
			slices.Reverse(s.Faults)
			if got := bytes.Join(messages(compile(t, s)), []byte("\n")); !bytes.Equal(got, want) {
				t.Errorf("%s and %s depend on their order in the file", first, second)
			}
		}
	}
}

// Where a sequence starts makes no difference to what it damages.
func TestDamageIsTheSameFromEverywhere(t *testing.T) {
	faults := messageFaults(t)
	p := compile(t, damagedBy(t, faults["corrupt"].Faults[0].Effects, faults["type_change"].Faults[0].Effects,
		faults["clock_skew"].Faults[0].Effects, faults["firmware"].Faults[0].Effects, others()["duplicate"]))
	for i := range p.plan.Streams {
		want := all(p.Sequence(i))
		s := p.Sequence(i)
		for _, k := range []int{len(want) - 1, 0, len(want) / 2, 7} {
			if k >= len(want) || k < 0 {
				continue
			}
			s.MoveTo(int64(k))
			var b Batch
			s.Append(&b, math.MaxInt64, 1)
			if got := line(b.Records[0]); got != line(want[k]) {
				t.Fatalf("record %d after a seek:\n got %s\nwant %s", k, got, line(want[k]))
			}
		}
	}
}
