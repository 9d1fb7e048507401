package engine

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/iotsim/iotsim/internal/signal"
)

// Effects on values are held against a second implementation of the specification,
// which knows two sensors and counts in seconds, in all pairs.

// A plainEffect is one effect, alone in its fault.
type plainEffect struct {
	kind, arguments string
	draws           bool    // adds uniform(low, high)
	low, high       float64 // of what is drawn
	share           float64
	sloping         bool // may grow and recover
}

var plainEffects = []plainEffect{
	{kind: "bias", arguments: "add = -3", sloping: true},
	{kind: "drift", arguments: "rate = \"+720/h\"\nmax = 2", sloping: true, share: 0.7},
	{kind: "gain", arguments: "factor = 1.5", sloping: true},
	{kind: "noise", arguments: "value = uniform(1, 2)", draws: true, low: 1, high: 2, sloping: true},
	{kind: "clip", arguments: "limits = [21, 22.5]", sloping: true},
	{kind: "quantize", arguments: "step = 0.4", sloping: true, share: 0.7},
	{kind: "spike", arguments: "value = uniform(40, 50)", draws: true, low: 40, high: 50, sloping: true, share: 0.5},
	{kind: "stuck", arguments: "at = 7.25", sloping: true},
	{kind: "stuck", sloping: true},
	{kind: "swap", sloping: true},
	{kind: "sentinel", arguments: "value = -127", sloping: true, share: 0.6},
	{kind: "sentinel", arguments: "value = null", share: 0.6},
}

// A plainFault is what both implementations know of a fault.
type plainFault struct {
	plainEffect
	name          string
	from, to      float64 // seconds
	grow, recover float64
	exponential   bool
}

func (f *plainFault) source() string {
	var b strings.Builder
	fmt.Fprintf(&b, "fault %q {\nafter = \"%gs\"\nlasts = \"%gs\"\neffect %q {\n%s\n", f.name, f.from, f.to-f.from, f.kind, f.arguments)
	if f.kind == "swap" {
		b.WriteString("sensors = [\"x\", \"y\"]\n")
	} else {
		b.WriteString("sensor = \"x\"\n")
	}
	if f.share > 0 {
		fmt.Fprintf(&b, "share = %g\n", f.share)
	}
	if f.grow > 0 {
		fmt.Fprintf(&b, "grow = \"%gs\"\nrecover = \"%gs\"\n", f.grow, f.recover)
	}
	if f.exponential {
		b.WriteString("shape = \"exponential\"\n")
	}
	b.WriteString("}\n}\n")
	return b.String()
}

// level is how much of the fault is felt.
func (f *plainFault) level(t float64) float64 {
	way := func(passed, takes float64) float64 {
		switch {
		case passed >= takes:
			return 1
		case f.exponential:
			return (1 - math.Exp(-5*passed/takes)) / (1 - math.Exp(-5))
		}
		return passed / takes
	}
	switch {
	case t < f.from || t >= f.to+f.recover:
		return 0
	case t < f.to:
		return way(t-f.from, f.grow)
	}
	return way(f.to-f.from, f.grow) * (1 - way(t-f.to, f.recover))
}

// A plainReading is a reading of a device, in both implementations.
type plainReading struct {
	key  signal.Key
	id   string
	seq  int64
	tick int64
	t    float64
}

func (f *plainFault) touches(r plainReading) bool {
	word := r.key.Stream(signal.NewTag(signal.Share, f.name, "0")).Word(r.tick)
	return f.share == 0 || signal.Unit(word) < f.share
}

func (f *plainFault) drawn(r plainReading) float64 {
	return f.low + (f.high-f.low)*signal.Unit(r.key.Stream(signal.NewTag(signal.Added, f.name, "0")).Word(r.tick))
}

// A plainValue is a number or null.
type plainValue struct {
	number float64
	null   bool
}

func rounded(x float64, digits int) plainValue {
	scale := math.Pow10(digits)
	return plainValue{number: math.Round(x*scale) / scale}
}

func (v plainValue) equal(o plainValue) bool {
	return v.null == o.null && (v.null || math.Abs(v.number-o.number) < 1e-9)
}

// measured is the sensor x before it is rounded, and which faults changed it.
func measured(faults []*plainFault, r plainReading) (float64, map[string]bool) {
	x, by := 20+0.1*r.t, map[string]bool{}
	for _, f := range faults {
		level, before := f.level(r.t), x
		if level == 0 || !f.touches(r) {
			continue
		}
		whole := x
		switch f.kind {
		case "bias":
			whole -= 3
		case "drift":
			whole += min(0.2*(min(r.t, f.to)-f.from), 2)
		case "gain":
			whole *= 1.5
		case "noise":
			whole += f.drawn(r)
		case "clip":
			whole = min(max(x, 21), 22.5)
		case "quantize":
			whole = math.Round(x/0.4) * 0.4
		}
		x += level * (whole - x)
		by[f.name] = x != before
	}
	return min(max(x, 5), 40), by
}

// A plainTruth is what the second implementation expects of a reading.
type plainTruth struct {
	sent   [2]plainValue
	labels map[string]bool // fault and sensor
}

// workOut works one reading out; last is the one before each fault began.
func workOut(faults []*plainFault, r plainReading, last map[string]plainReading) plainTruth {
	x, by := measured(faults, r)
	y := 5 + 0.01*r.t
	clear := [2]plainValue{rounded(min(max(20+0.1*r.t, 5), 40), 1), rounded(y, 2)}
	sent := [2]plainValue{rounded(x, 1), clear[1]}
	changed := [2]map[string]bool{by, {}}
	for _, f := range faults {
		level := f.level(r.t)
		if level == 0 || !f.touches(r) {
			continue
		}
		was := sent
		approach := func(i int, to plainValue) {
			switch {
			case level == 1:
				sent[i] = to
			case sent[i].null || to.null:
				sent[i] = plainValue{null: true}
			default:
				sent[i] = rounded(was[i].number+level*(to.number-was[i].number), i+1)
			}
		}
		var stuckWith map[string]bool
		switch {
		case f.kind == "spike" && !sent[0].null:
			sent[0] = rounded(sent[0].number+level*f.drawn(r), 1)
		case f.kind == "stuck" && f.arguments != "":
			approach(0, plainValue{number: 7.25})
		case f.kind == "stuck":
			var then float64
			then, stuckWith = measured(faults, last[f.name])
			approach(0, rounded(then, 1))
		case f.kind == "swap":
			approach(0, was[1])
			approach(1, was[0])
		case f.kind == "sentinel" && strings.Contains(f.arguments, "null"):
			approach(0, plainValue{null: true})
		case f.kind == "sentinel":
			approach(0, plainValue{number: -127})
		}
		for i := range sent {
			if !sent[i].equal(was[i]) {
				changed[i][f.name] = true
				for name, did := range stuckWith {
					changed[i][name] = changed[i][name] || did
				}
			}
		}
	}
	truth := plainTruth{sent, map[string]bool{}}
	for i, sensor := range []string{"x", "y"} {
		for name, did := range changed[i] {
			if did && !sent[i].equal(clear[i]) {
				truth.labels[name+" "+sensor] = true
			}
		}
	}
	return truth
}

const plainModel = `
  interval = "1s"
  sensor "x" {
    value    = constant(20)
    trend    = "+360/h"
    clamp    = [5, 40]
    digits   = 1
    warning  = [10, 30]
  }
  sensor "y" {
    value = constant(5)
    trend = "+36/h"
  }`

func TestEveryPairOfValueEffectsComposes(t *testing.T) {
	shown := map[string]bool{}
	for i, first := range plainEffects {
		for j, second := range plainEffects {
			a := &plainFault{plainEffect: first, name: "a", from: 4, to: 20}
			b := &plainFault{plainEffect: second, name: "b", from: 9, to: 26, exponential: true}
			if first.sloping && (i+j)%3 > 0 {
				a.grow, a.recover = 4, 7
			}
			if b.exponential = second.sloping && j%2 == 0; b.exponential || second.sloping && i%2 == 0 {
				b.grow, b.recover = 3, 6
			}
			t.Run(first.kind+"_"+second.kind, func(t *testing.T) { comparePlain(t, shown, a, b) })
		}
	}
	if len(shown) != 2*(10+1) { // ten kinds, one of them on two sensors
		t.Errorf("the test shows nothing of some effects: labels are of %v", slices.Sorted(maps.Keys(shown)))
	}
}

func comparePlain(t *testing.T, shown map[string]bool, faults ...*plainFault) {
	var source strings.Builder
	for _, f := range faults {
		source.WriteString(f.source())
	}
	p := opened(t, site(plainModel, source.String()+`
phase "run" {
  duration = "40s"
  faults   = [fault.a, fault.b]
}
labels { topic = "labels" }
`), nil)
	want := map[string]plainTruth{}
	var stream int
	for i, s := range p.plan.Streams {
		if s.Labels {
			stream = i
			continue
		}
		last := map[int64]map[string]plainReading{}
		for s := p.Sequence(i); !s.done; {
			comparePlainReading(t, s, faults, last, want)
		}
	}
	got := map[string]map[string]bool{}
	for ; stream >= 0 && p.plan.Streams[stream].Labels; stream-- {
		for _, r := range all(p.Sequence(stream)) {
			var l truth
			if err := json.Unmarshal(r.Value, &l); err != nil {
				t.Fatal(err)
			}
			if l.Kind != "reading" {
				continue
			}
			id := fmt.Sprintf("%s %d", l.DeviceID, l.Sequence)
			if got[id] == nil {
				got[id] = map[string]bool{}
			}
			got[id][l.Fault+" "+l.Sensor] = true
			shown[l.Fault+" "+l.Sensor+" "+l.Effect] = true
		}
	}
	for id, w := range want {
		if !maps.Equal(w.labels, got[id]) {
			t.Fatalf("%s has labels %v, want %v", id, got[id], w.labels)
		}
	}
}

func comparePlainReading(t *testing.T, s *Sequence, faults []*plainFault, last map[int64]map[string]plainReading, want map[string]plainTruth) {
	t.Helper()
	n := s.now
	r := plainReading{key: n.key, seq: n.seq, tick: n.tick, t: float64(n.due) / 1e9}
	if last[n.device] == nil {
		last[n.device] = map[string]plainReading{}
	}
	for _, f := range faults {
		if _, known := last[n.device][f.name]; !known || r.t < f.from {
			last[n.device][f.name] = r
		}
	}
	var b Batch
	s.Append(&b, math.MaxInt64, 1) // and goes on to the next
	var m struct {
		DeviceID string `json:"device_id"`
		Sensors  map[string]struct {
			Value  *float64
			Status string
		}
	}
	if err := json.Unmarshal(b.Records[0].Value, &m); err != nil {
		t.Fatal(err)
	}
	w := workOut(faults, r, last[n.device])
	want[fmt.Sprintf("%s %d", m.DeviceID, r.seq)] = w
	for i, sensor := range []string{"x", "y"} {
		got := plainValue{null: m.Sensors[sensor].Value == nil}
		if !got.null {
			got.number = *m.Sensors[sensor].Value
		}
		if !got.equal(w.sent[i]) {
			t.Fatalf("%s at %gs: %s is %v, want %v", m.DeviceID, r.t, sensor, got, w.sent[i])
		}
	}
	status := "normal"
	if x := w.sent[0]; x.null || x.number < 10 || x.number > 30 {
		status = "warning"
	}
	if got := m.Sensors["x"].Status; got != status {
		t.Fatalf("%s at %gs: x is %v, %s, want %s", m.DeviceID, r.t, w.sent[0], got, status)
	}
}
