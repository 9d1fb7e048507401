package engine

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/iotsim/iotsim/schema"
)

// everyValueEffect is the fixture that has each effect on values, on all kinds of
// sensors.
func everyValueEffect(t *testing.T) *schema.Scenario {
	t.Helper()
	s, _, diags := schema.Load(os.DirFS("../testdata/valid"), []string{"value_effects.hcl"}, schema.Options{})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return s
}

// A place in a message is where a sensor's value stands, and its status.
type saidPlace struct{ value, end, status, statusEnd int }

// placeOf finds a sensor in a message of the default layout.
func placeOf(message, sensor string) saidPlace {
	var p saidPlace
	p.value = strings.Index(message, `"`+sensor+`":{"value":`) + len(sensor) + len(`"":{"value":`)
	p.end = p.value
	for inText := false; inText || message[p.end] != ','; p.end++ {
		if message[p.end] == '"' {
			inText = !inText
		}
	}
	p.status = p.end + strings.Index(message[p.end:], `"status":"`) + len(`"status":"`)
	p.statusEnd = p.status + strings.Index(message[p.status:], `"`)
	return p
}

// judged is the status of a value by the limits of the fixture's sensors.
func judged(m *schema.Model, sensor string, value json.RawMessage) string {
	switch string(value) {
	case "true":
		return "on"
	case "false":
		return "off"
	}
	i := slices.IndexFunc(m.Sensors, func(s schema.Sensor) bool { return s.Name == sensor })
	x := math.NaN()
	_ = json.Unmarshal(value, &x)
	if value[0] == '"' || string(value) == "null" {
		x = math.NaN()
	}
	within := func(l *schema.Limits) bool { return l == nil || x >= l.Low && x <= l.High }
	switch {
	case !within(m.Sensors[i].Critical):
		return "critical"
	case !within(m.Sensors[i].Warning):
		return "warning"
	}
	return "normal"
}

// What labels call true, put back with its status, gives the clean run's bytes.
func TestPuttingBackTheTruthGivesTheCleanBytes(t *testing.T) {
	s := everyValueEffect(t)
	faulty, model := compile(t, s), &s.Models[0]
	clean := byReading(compile(t, calm(everyValueEffect(t))))
	truths := map[string]map[string]json.RawMessage{}
	for _, l := range valueTruths(t, faulty) {
		id := fmt.Sprintf("%s iotsim-seq=%d", l.DeviceID, l.Sequence)
		if truths[id] == nil {
			truths[id] = map[string]json.RawMessage{}
		}
		truths[id][l.Sensor] = l.True
	}
	mended := 0
	for i, stream := range faulty.plan.Streams {
		if stream.Labels {
			continue
		}
		for _, r := range all(faulty.Sequence(i)) {
			id := string(r.Key) + " iotsim-seq=" + string(r.Headers[1].Value)
			message := string(r.Value)
			for sensor, value := range truths[id] {
				p := placeOf(message, sensor)
				status := judged(model, sensor, value)
				message = message[:p.value] + string(value) + message[p.end:p.status] + status + message[p.statusEnd:]
				mended++
			}
			if want := clean[id]; !strings.HasSuffix(want, " "+message) {
				t.Fatalf("%s says\n%s, mended\n%s, without faults\n%s", id, r.Value, message, want)
			}
		}
	}
	if mended < 1000 {
		t.Errorf("%d values were put back: the test shows nothing", mended)
	}
}

// valueTruths are the labels of values.
func valueTruths(t *testing.T, p *Program) []truth {
	return slices.DeleteFunc(truths(t, p), func(l truth) bool { return l.Kind != "reading" })
}

// Each of the effects has labels on each kind of sensor that it is on, and none
// that says the same twice.
func TestEveryValueEffectIsLabelled(t *testing.T) {
	s := everyValueEffect(t)
	seen := map[string]int{}
	for _, l := range valueTruths(t, compile(t, s)) {
		seen[l.Fault+" "+l.Effect+" "+l.Sensor]++
		if second := (l.Timestamp - s.Start.UnixMillis) / 1000 % 20; l.Fault == "wiring" && second >= 15 {
			t.Fatalf("%+v: its fault is not felt then", l)
		}
		if bytes.Equal(l.True, l.Sent) {
			t.Fatalf("%+v: nothing differs", l)
		}
	}
	for _, f := range s.Faults {
		for _, e := range f.Effects {
			for _, sensor := range append(slices.Clone(e.Sensors), e.Sensor) {
				id := f.Name + " " + string(e.Kind) + " " + sensor
				if layerOf[e.Kind] <= layerReplace && sensor != "" && seen[id] == 0 {
					t.Errorf("no reading is labelled %s", id)
				}
			}
		}
	}
}

// Without any one fault, readings that have no label of it are the same bytes.
func TestValueFaultSwitchedOffLeavesOtherReadings(t *testing.T) {
	with := everyValueEffect(t)
	program := compile(t, with)
	before := byReading(program)
	labels := truths(t, program)
	for off, f := range with.Faults {
		touched := map[string]bool{}
		for _, l := range labels {
			if l.Fault == f.Name {
				touched[fmt.Sprintf("%s iotsim-seq=%d", l.DeviceID, l.Sequence)] = true
			}
		}
		s := everyValueEffect(t)
		for i := range s.Phases {
			s.Phases[i].Faults = slices.DeleteFunc(s.Phases[i].Faults, func(f int) bool { return f == off })
		}
		after := byReading(compile(t, s))
		differ := 0
		for id, got := range before {
			reading, _, _ := strings.Cut(id, " iotsim-copy")
			if touched[reading] {
				differ++
			} else if got != after[id] {
				t.Fatalf("%s has no label of %s, yet without it:\n%s\n%s", id, f.Name, got, after[id])
			}
		}
		if differ == 0 {
			t.Errorf("fault %s touched nothing: the test shows nothing", f.Name)
		}
	}
}

// The plan's counts and seeks hold where effects recover after their fault's end.
func TestLabelsOfRecoveringEffectsAreCounted(t *testing.T) {
	program := compile(t, everyValueEffect(t))
	for i := range program.plan.Streams {
		records := all(program.Sequence(i))
		if got := int64(len(records)); got != program.plan.Counts[i].Published {
			t.Errorf("stream %d holds %d records, planned %d", i, got, program.plan.Counts[i].Published)
		}
		moved := program.Sequence(i)
		for k := 0; k < len(records); k += 97 {
			moved.MoveTo(int64(k))
			var b Batch
			moved.Append(&b, math.MaxInt64, 3)
			if len(b.Records) == 0 || line(b.Records[0]) != line(records[k]) {
				t.Fatalf("record %d of stream %d after a seek: %s\nwalking: %s", k, i, line(b.Records[0]), line(records[k]))
			}
		}
	}
}

// Null and swapped words are part of the schema, and of the plan's bytes.
func TestAffectedMessagesFitTheirSchemaAndTheirBound(t *testing.T) {
	program := compile(t, everyValueEffect(t))
	fitsSchema(t, program)
	for i, s := range program.plan.Streams {
		for _, r := range all(program.Sequence(i)) {
			if !s.Labels && r.size() > program.plan.Bytes.Largest {
				t.Fatalf("%d bytes, planned at most %d: %s", r.size(), program.plan.Bytes.Largest, r.Value)
			}
		}
	}
}

// A payload may say only the sensor that says another's long word.
func TestSwappedWordsAreWithinTheBound(t *testing.T) {
	program := opened(t, site(`
  interval = "1s"
  payload  = { a = sensor.a.value }
  sensor "a" { value = choice({ "x" = 1 }) }
  sensor "b" { value = choice({ "y" = 1 }) }
  sensor "c" { value = choice({ "`+strings.Repeat("long ", 200)+`" = 1 }) }`, `
fault "f" {
  effect "swap" { sensors = ["b", "c"] }
  effect "swap" { sensors = ["a", "b"] }
}
fault "g" {
  effect "sentinel" {
    sensor = "c"
    value  = null
  }
}
phase "run" {
  duration = "5s"
  faults   = [fault.f, fault.g]
}`), nil)
	for i := range program.plan.Streams {
		for _, r := range all(program.Sequence(i)) {
			if r.size() > program.plan.Bytes.Largest || !bytes.Contains(r.Value, []byte(`{"a":"long`)) {
				t.Fatalf("%d bytes, planned at most %d: %s", r.size(), program.plan.Bytes.Largest, r.Value)
			}
		}
	}
}

// Labels of readings lie within an activation of their fault, or within the time
// that the effect takes to recover from it.
func TestLabelsOfReadingsLieInActivations(t *testing.T) {
	s := everyValueEffect(t)
	labels := truths(t, compile(t, s))
	type activated struct{ from, to []int64 }
	activations := map[string]*activated{}
	of := func(l truth) *activated {
		id := l.DeviceID + l.Fault
		if activations[id] == nil {
			activations[id] = &activated{}
		}
		return activations[id]
	}
	for _, l := range labels {
		switch a := of(l); l.Kind {
		case "begin":
			a.from = append(a.from, l.Timestamp)
		case "end":
			a.to = append(a.to, l.Timestamp)
		}
	}
	checked := 0
	for _, l := range labels {
		recover := int64(0)
		switch {
		case l.Kind != "reading" || l.Fault != "weather" && l.Fault != "wiring": // nothing else carries these
			continue
		case l.Effect == "noise":
			recover = 35_000
		}
		a, within := of(l), false
		for i := range a.from {
			within = within || l.Timestamp >= a.from[i] && l.Timestamp <= a.to[i]+recover
		}
		if checked++; !within {
			t.Fatalf("%+v: its fault is active at %v to %v", l, a.from, a.to)
		}
	}
	if checked == 0 {
		t.Error("no label: the test shows nothing")
	}
}
