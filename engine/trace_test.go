package engine

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"testing"
)

// What a trace shows is what the sequences send: no record and no label more, and
// none less.
func TestTraceIsWhatIsSent(t *testing.T) {
	p := compile(t, trial(100))
	var sent, traced []string
	events := 0
	for i := range p.plan.Streams {
		for _, r := range all(p.Sequence(i)) {
			if r.Headers[1].Key == HeaderActivation {
				events++
				continue
			}
			sent = append(sent, fmt.Sprint(p.plan.Streams[i].Labels, r.Send, r.Timestamp, string(r.Key), r.Headers, string(r.Value)))
		}
	}
	last, dropped := int64(math.MinInt64), 0
	for r := range p.Trace().Since(0) {
		if r.Due < last {
			t.Fatalf("due at %d after %d", r.Due, last)
		}
		last = r.Due
		if len(r.Sends) == 0 {
			dropped++
		}
		var b, labels Batch
		r.AppendRecords(&b)
		for i, x := range b.Records {
			if x.Send != r.Sends[i] {
				t.Errorf("record %d of reading %d of %d is sent at %d, not at %d", i, r.Sequence, r.Device, x.Send, r.Sends[i])
			}
			traced = append(traced, fmt.Sprint(false, x.Send, x.Timestamp, string(x.Key), x.Headers, string(x.Value)))
		}
		r.AppendLabels(&labels)
		if len(labels.Records) != len(r.Labels) {
			t.Fatalf("%d labels, %d label records", len(r.Labels), len(labels.Records))
		}
		for i, x := range labels.Records {
			var l truth
			if err := json.Unmarshal(x.Value, &l); err != nil {
				t.Fatal(err)
			}
			f := p.plan.Faults[r.Labels[i].Fault]
			if l.Fault != f.Name || l.Effect != string(f.Effects[r.Labels[i].Effect].Kind) || l.Kind != r.Labels[i].Kind {
				t.Errorf("%+v is told as %+v", l, r.Labels[i])
			}
			traced = append(traced, fmt.Sprint(true, x.Send, x.Timestamp, string(x.Key), x.Headers, string(x.Value)))
		}
	}
	slices.Sort(sent)
	slices.Sort(traced)
	if !slices.Equal(sent, traced) || dropped == 0 || events == 0 {
		t.Errorf("%d records and labels are sent, the trace has %d, and %d readings that are dropped; %d events", len(sent), len(traced), dropped, events)
	}
}

// The values are those of the labels, whichever sensor is asked first, and those
// without a label are no others than without faults.
func TestTraceSaysWhatFaultsChanged(t *testing.T) {
	p := compile(t, trial(100))
	changed := 0
	for r := range p.Trace().Since(0) {
		values := map[string][2]string{}
		m := &p.plan.Models[0]
		for i := range m.Sensors {
			sensor := (i*3 + 1) % len(m.Sensors)
			clear, sent := r.Values(sensor)
			values[m.Sensors[sensor].Name] = [2]string{string(clear.Scalar()), string(sent.Scalar())}
		}
		var b Batch
		r.AppendLabels(&b)
		told := map[string]bool{}
		for _, x := range b.Records {
			var l truth
			if err := json.Unmarshal(x.Value, &l); err != nil {
				t.Fatal(err)
			}
			if l.Kind != "reading" {
				continue
			}
			told[l.Sensor] = true
			if got, want := values[l.Sensor], [2]string{string(l.True), string(l.Sent)}; got != want {
				t.Errorf("%s of reading %d of %s: %v, its label says %v", l.Sensor, l.Sequence, l.DeviceID, got, want)
			}
		}
		changed += len(told)
		for name, v := range values {
			if len(r.Sends) > 0 && v[0] != v[1] && !told[name] {
				t.Errorf("%s of reading %d of %d is %v without a label", name, r.Sequence, r.Device, v)
			}
		}
	}
	if changed == 0 {
		t.Error("no fault changed a value: the test shows nothing")
	}
}

// A trace of one device that begins in the middle is a part of the whole one.
func TestTraceBeginsAnywhere(t *testing.T) {
	p := compile(t, trial(100))
	kept := func(r *Traced) string {
		clear, sent := r.Values(1)
		return fmt.Sprint(r.Device, r.Tick, r.Sequence, r.Due, r.Sends, r.Labels, clear.Scalar(), sent.Scalar())
	}
	byDevice := map[int64][]string{}
	dues := map[int64][]int64{}
	for r := range p.Trace().Since(0) {
		byDevice[r.Device] = append(byDevice[r.Device], kept(r))
		dues[r.Device] = append(dues[r.Device], r.Due)
	}
	for d := range p.Devices() {
		if p.Device(d.Index) != d {
			t.Errorf("%+v is %+v", d, p.Device(d.Index))
		}
		for _, k := range []int{0, len(dues[d.Index]) / 2, len(dues[d.Index]) - 1} {
			var got []string
			for r := range p.Trace(d.Index).Since(dues[d.Index][k]) {
				got = append(got, kept(r))
			}
			if !slices.Equal(got, byDevice[d.Index][k:]) {
				t.Errorf("%s from reading %d on: %d readings, not those of the whole trace", d.ID, k, len(got))
			}
		}
	}
}

// Activations are the begins and ends of the label stream.
func TestActivationsAreThoseOfTheLabels(t *testing.T) {
	p := compile(t, trial(100))
	var told, found []string
	for _, l := range truths(t, p) {
		if l.Kind == "begin" || l.Kind == "end" {
			told = append(told, fmt.Sprint(l.Kind, l.DeviceID, l.Fault, l.Timestamp))
		}
	}
	for d := range p.Devices() {
		for a := range p.Activations(d.Index, 0, p.plan.Duration) {
			f := &p.plan.Faults[a.Fault]
			for range f.Effects {
				found = append(found, fmt.Sprint("begin", d.ID, f.Name, p.calendar.millis(a.Begin)),
					fmt.Sprint("end", d.ID, f.Name, p.calendar.millis(a.End)))
			}
			for within := range p.Activations(d.Index, a.End, p.plan.Duration) {
				if within.Fault == a.Fault && within.Begin < a.End {
					t.Errorf("%+v is over before it is asked for", within)
				}
			}
		}
	}
	slices.Sort(told)
	slices.Sort(found)
	if !slices.Equal(told, found) || len(told) == 0 {
		t.Errorf("%d begins and ends are told, %d found", len(told), len(found))
	}
}

// Turns are the phases in the order of time, those of a cycle again and again.
func TestTurnsAreThePhasesInOrder(t *testing.T) {
	p := opened(t, site(`interval = "1s"
sensor "x" { value = constant(1) }`, `
phase "before" { duration = "10s" }
cycle "shift" {
  times = 3
  phase "work" { duration = "4s" }
  phase "rest" { duration = "2s" }
}
phase "after" { duration = "5s" }`), nil)
	for _, c := range []struct {
		from, to int64
		want     string
	}{
		{0, 33, "before 0–10, work 10–14, rest 14–16, work 16–20, rest 20–22, work 22–26, rest 26–28, after 28–33, "},
		{14, 20, "rest 14–16, work 16–20, "},
		{32, 33, "after 28–33, "},
		{33, 40, ""},
	} {
		got := ""
		for turn := range p.Turns(c.from*1e9, c.to*1e9) {
			got += fmt.Sprintf("%s %d–%d, ", p.plan.Phases[turn.Phase].Name, turn.Start/1e9, turn.End/1e9)
		}
		if got != c.want {
			t.Errorf("[%d, %d): %s, want %s", c.from, c.to, got, c.want)
		}
	}
}
