package engine

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/iotsim/iotsim/schema"
)

// deliveryFixtures are the scenarios of testdata/delivery, by the name of their fault.
func deliveryFixtures(t *testing.T) map[string]*schema.Scenario {
	t.Helper()
	names, err := filepath.Glob("../testdata/delivery/*.hcl")
	if err != nil || len(names) < 12 {
		t.Fatalf("%d fixtures, %v", len(names), err)
	}
	base, all := readFile(t, "../testdata/delivery/base.hcl"), map[string]*schema.Scenario{}
	for _, name := range names {
		short := strings.TrimSuffix(filepath.Base(name), ".hcl")
		if short == "base" {
			continue
		}
		s, _, diags := schema.Decode([]schema.Source{{Name: "base.hcl", Text: base}, {Name: name, Text: readFile(t, name)}}, schema.Options{})
		if diags.HasErrors() {
			t.Fatal(diags)
		}
		all[short] = s
	}
	return all
}

func readFile(t *testing.T, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// Messages and labels of each effect are as they were looked at once. UPDATE=1
// writes them anew.
func TestDeliveryEffectsSendWhatTheyDid(t *testing.T) {
	for name, s := range deliveryFixtures(t) {
		program := compile(t, s)
		var b bytes.Buffer
		for i, stream := range program.plan.Streams {
			c := program.plan.Counts[i].Count
			fmt.Fprintf(&b, "# %s: %d planned, %d published, %d dropped, %d more\n", stream.Topic, c.Planned, c.Published, c.Dropped, c.Duplicated)
			for _, r := range all(program.Sequence(i)) {
				fmt.Fprintf(&b, "%10.6f ", float64(r.Send)/1e9)
				for _, h := range r.Headers[1:] {
					fmt.Fprintf(&b, " %s=%s", strings.TrimPrefix(h.Key, "iotsim-"), h.Value)
				}
				fmt.Fprintf(&b, "  %d  %s\n", r.Timestamp, r.Value)
			}
		}
		golden := "../testdata/delivery/" + name + ".golden"
		if os.Getenv("UPDATE") != "" {
			if err := os.WriteFile(golden, b.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if diff := cmp.Diff(string(readFile(t, golden)), b.String()); diff != "" {
			t.Errorf("%s (-golden +now):\n%s", name, diff)
		}
	}
}

// A fault that is switched off leaves every reading that it did not touch as it
// was, to the last byte, and every one that it touched has its label.
func TestFaultLeavesTheOthersAlone(t *testing.T) {
	for name, s := range deliveryFixtures(t) {
		faulty := compile(t, s)
		touched := map[string]bool{}
		for _, l := range truths(t, faulty) {
			touched[fmt.Sprintf("%s %d", l.DeviceID, l.Sequence)] = true
		}
		records := func(p *Program) map[string][]string {
			byReading := map[string][]string{}
			for _, r := range all(p.Sequence(0)) {
				id := fmt.Sprintf("%s %s", r.Key, r.Headers[1].Value)
				byReading[id] = append(byReading[id], line(r))
			}
			return byReading
		}
		clean, dirty := records(compile(t, calm(s))), records(faulty)
		if len(touched) == 0 {
			t.Errorf("%s touches nothing", name)
		}
		for id, want := range clean {
			if same := cmp.Equal(want, dirty[id]); same == touched[id] {
				t.Errorf("%s: %s has a label: %t, and is as it was: %t\n%s\n%s", name, id, touched[id], same, want, dirty[id])
			}
		}
		for id := range dirty {
			if clean[id] == nil {
				t.Errorf("%s: %s is not in the clean run", name, id)
			}
		}
	}
}

// Once there is room, no effect on delivery allocates.
func TestDeliveryEffectsAllocateNothing(t *testing.T) {
	for name, s := range deliveryFixtures(t) {
		s.Groups[0].Count = 200
		s.Faults[0].Count, s.Faults[0].Lasts = nil, nil
		s.Phases = []schema.Phase{{Name: "run", Duration: time.Hour, Faults: []int{0}}}
		p := compile(t, s)
		for i := range p.plan.Streams {
			q := p.Sequence(i)
			if q.Len() < 20_000 { // silence
				continue
			}
			var b Batch
			for range 20 {
				b.Reset()
				q.Append(&b, math.MaxInt64, 500)
			}
			b.Reset()
			if n := testing.AllocsPerRun(10, func() { b.Reset(); q.Append(&b, math.MaxInt64, 400) }); n > 0 {
				t.Errorf("%s, stream %d: %v allocations for 400 records", name, i, n)
			}
		}
	}
}

// A clone has values of its own, and the same ones whenever it is asked.
func TestCloneIsAnotherDevice(t *testing.T) {
	s := deliveryFixtures(t)["clone"]
	s.Faults[0].Lasts = nil
	sum, n := [3]float64{}, 0
	for _, r := range all(compile(t, s).Sequence(0)) {
		copies := 0
		if last := r.Headers[len(r.Headers)-1]; last.Key == HeaderCopy {
			copies = int(last.Value[0] - '0')
		}
		var id string
		var at, seq int64
		var power float64
		if _, err := fmt.Sscanf(strings.NewReplacer("\"", " ", ",", " ", ":", " ", "}", " ").Replace(string(r.Value)), "{ id   %s at  %d  n  %d  power  %g", &id, &at, &seq, &power); err != nil {
			t.Fatal(err, string(r.Value))
		}
		if copies > 0 {
			n++
		}
		sum[copies] += power
	}
	if n == 0 || sum[1] == sum[2] || sum[0] == sum[1] {
		t.Errorf("%d copies, sums %v", n, sum)
	}
}

// What a factor leaves over is exactly 1/factor, for factors with decimals too.
func TestPaceKeepsItsFactor(t *testing.T) {
	for _, factor := range []float64{0.000001, 0.1, 0.2, 0.3, 0.7, 1, 1.1, 1.5, 2.5, 3, 7, 1e6} {
		p, sent := newPace(factor), int64(0)
		for m := range int64(10_000) {
			n := p.beats(m)
			if low := int64(1 / factor); n < low || n > low+1 {
				t.Fatalf("factor %v: reading %d is sent %d times", factor, m, n)
			}
			sent += n
		}
		if want := int64(math.Floor(10_000/factor + 1e-9)); sent != want {
			t.Errorf("factor %v: 10,000 readings are sent %d times, want %d", factor, sent, want)
		}
	}
	for m := range int64(300) {
		if (m%3 == 2) != (newPace(3).beats(m) == 1) {
			t.Fatalf("of three readings the last is sent, and reading %d is not so", m)
		}
	}
}

// A fault that flickers a thousand times between two readings costs what the
// readings cost, and no list of its times.
func TestFlickeringFaultIsCountedByItsReadings(t *testing.T) {
	s := deliveryFixtures(t)["drop"]
	s.Labels = nil
	s.Faults[0].Repeat = 1999 * time.Microsecond
	s.Faults[0].Lasts = dist(schema.Constant, 1e6)
	s.Phases = []schema.Phase{{Name: "run", Duration: 12 * 24 * time.Hour, Faults: []int{0}}}
	allocations := testing.AllocsPerRun(1, func() {
		p := compile(t, s)
		c := p.plan.Totals
		if dropped := float64(c.Dropped) / float64(c.Planned); math.Abs(dropped-0.3/1.999) > 0.002 {
			t.Errorf("%+v: a share of %v is dropped", c, dropped)
		}
		q := p.Sequence(0)
		q.MoveTo(q.Len() - 1)
		if q.done || q.Position() != q.Len()-1 {
			t.Errorf("sought record %d, stand at %d", q.Len()-1, q.Position())
		}
	})
	if allocations > 20_000 {
		t.Errorf("%v allocations", allocations)
	}
}
