package engine

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/iotsim/iotsim/schema"
)

func ratio(n, d int64) schema.Ratio { return schema.Ratio{Num: n, Den: d} }

func curve(a, b schema.Ratio) *schema.Curve {
	return &schema.Curve{From: schema.Level{Value: a}, To: schema.Level{Value: b}, Ramp: true}
}

func dist(kind schema.DistributionKind, args ...float64) *schema.Distribution {
	d := &schema.Distribution{Kind: kind}
	for _, a := range args {
		d.Args = append(d.Args, schema.Argument{Value: a})
	}
	return d
}

// trial is a small factory: ramp, hold, spike, faults of every layer, recovery.
func trial(devices int64) *schema.Scenario {
	s := &schema.Scenario{Name: "trial", Seed: 42, Start: schema.Instant{UnixMillis: 1772402400000}, Speed: ratio(1, 1)}
	s.Models = []schema.Model{{Name: "M", Interval: 3 * time.Second, Sensors: []schema.Sensor{
		{Name: "temperature", Unit: "°C", Value: dist(schema.Normal, 24, 0.8), Memory: 10 * time.Minute, Spread: dist(schema.Normal, 0, 0.5),
			Trend: &schema.Change{Amount: 0.2, Per: time.Hour}, Clamp: &schema.Limits{Low: -40, High: 85}, Digits: 1,
			Warning: &schema.Limits{Low: 10, High: 32}, Critical: &schema.Limits{Low: 0, High: 40}, Daily: &schema.Rhythm{Amplitude: 4, Peak: 15 * time.Hour}},
		{Name: "humidity", Unit: "%", Formula: &schema.Expression{Source: "62 - 1.8 * (temperature - 24) + noise"}, Noise: dist(schema.Normal, 0, 1.2), Digits: 1},
		{Name: "pressure", Unit: "hPa", Value: dist(schema.Normal, 1013.25, 3), Memory: 6 * time.Hour, Digits: 2},
		{Name: "switch_status", Value: dist(schema.Switch, 45*60e9, 15*60e9)},
		{Name: "current", Unit: "A", Formula: &schema.Expression{Source: "switch_status ? 2.5 + noise : 0.02"}, Noise: dist(schema.Normal, 0, 0.15), Digits: 2},
	}, Info: []schema.Info{
		{Name: "firmware", Text: &schema.Pattern{Parts: []schema.PatternPart{{Text: "1.2.3"}}}},
		{Name: "battery", Value: dist(schema.Drain, 100, 0.4)},
		{Name: "signal_strength", Value: dist(schema.Normal, -58, 6)},
	}}}
	for f := int64(1); f <= 5; f++ {
		for _, b := range []string{"A", "B"} {
			s.Groups = append(s.Groups, schema.Group{Building: b, HasBuilding: true, Floor: &f, Room: "r", HasRoom: true, Label: "M", Count: devices / 10, Interval: 3 * time.Second,
				First: int64(len(s.Groups))*devices/10 + 1,
				ID:    schema.Pattern{Parts: []schema.PatternPart{{Text: "device_"}, {Field: "index", Width: 5}}}})
		}
	}
	p := 0.3
	s.Faults = []schema.Fault{
		{Name: "sticky", Probability: &p, After: dist(schema.Uniform, 0, 20e9), Effects: []schema.Effect{{Kind: schema.Stuck, Sensor: "temperature", Share: 1}}},
		{Name: "wear", Probability: &p, Effects: []schema.Effect{{Kind: schema.Bias, Sensor: "current", Add: 1.5, Grow: 30 * time.Second, Share: 1}}},
		{Name: "blackout", Where: &schema.Expression{Source: "device.building == 'B'"}, Lasts: dist(schema.Constant, 20e9), Effects: []schema.Effect{
			{Kind: schema.Offline, Reconnect: dist(schema.Uniform, 0, 5e9), Backfill: &schema.Ratio{Num: 200, Den: 1}, Buffer: 5, Share: 1}}},
		{Name: "lossy", Probability: &p, Effects: []schema.Effect{{Kind: schema.Drop, Share: 0.1}, {Kind: schema.Delay, Share: 0.3, By: dist(schema.Uniform, 0, 4e9), Max: 4 * time.Second}, {Kind: schema.Duplicate, Share: 0.2, Copies: 2, After: time.Second}}},
	}
	s.Phases = []schema.Phase{
		{Name: "ramp", Duration: 30 * time.Second, Devices: curve(ratio(0, 1), ratio(1, 1))},
		{Name: "steady", Duration: time.Minute},
		{Name: "spike", Duration: 20 * time.Second, Rate: &schema.Curve{From: schema.Level{Value: ratio(10, 1)}}},
		{Name: "failure", Duration: 40 * time.Second, Faults: []int{0, 1, 2, 3}},
		{Name: "recovery", Duration: 30 * time.Second, Rate: &schema.Curve{From: schema.Level{Value: ratio(3, 1)}, To: schema.Level{Value: ratio(1, 1)}, Ramp: true, Ease: true}},
	}
	s.Sinks = []schema.Sink{{Kind: schema.SinkKafka, Topic: "data", Partitions: 12, Key: schema.Pattern{Parts: []schema.PatternPart{{Field: "id"}}}}}
	s.Labels = &schema.Labels{Topic: "labels"}
	return s
}

func compile(t testing.TB, s *schema.Scenario) *Program {
	t.Helper()
	plan, diags := Compile(s, CompileOptions{})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	program, err := Open(plan, "run")
	if err != nil {
		t.Fatal(err)
	}
	return program
}

// all renders a whole sequence.
func all(s *Sequence) []Record {
	var b Batch
	s.Append(&b, math.MaxInt64, math.MaxInt)
	return b.Records
}

// line is everything of a record, to compare and to print.
func line(r Record) string {
	var w bytes.Buffer
	fmt.Fprintf(&w, "%d %d %d %s", r.Stream, r.Send, r.Timestamp, r.Key)
	for _, h := range r.Headers {
		fmt.Fprintf(&w, " %s=%s", h.Key, h.Value)
	}
	fmt.Fprintf(&w, " %s", r.Value)
	return w.String()
}

func TestPlanCountsWhatSequencesHold(t *testing.T) {
	program := compile(t, trial(100))
	sum := Count{}
	end := int64(0)
	for i, stream := range program.plan.Streams {
		records := all(program.Sequence(i))
		if want := program.plan.Counts[i].Published; int64(len(records)) != want {
			t.Errorf("stream %v holds %d records, the plan says %d", stream, len(records), want)
		}
		for _, r := range records {
			end = max(end, r.Send)
		}
		if c := program.plan.Counts[i].Count; c.Planned != c.Published+c.Dropped-c.Duplicated {
			t.Errorf("stream %v breaks the promise: %+v", stream, c)
		}
		if !stream.Labels {
			sum = sum.plus(program.plan.Counts[i].Count)
		}
	}
	if sum != program.plan.Totals || sum.Dropped == 0 || sum.Duplicated == 0 {
		t.Errorf("totals are %+v, the streams hold %+v", program.plan.Totals, sum)
	}
	if end != program.plan.End {
		t.Errorf("the last record is sent at %d, the plan says %d", end, program.plan.End)
	}
}

func TestRecordsComeInOrderOfSendTime(t *testing.T) {
	program := compile(t, trial(100))
	for i := range program.plan.Streams {
		records := all(program.Sequence(i))
		if !slices.IsSortedFunc(records, func(a, b Record) int { return int(a.Send - b.Send) }) {
			t.Errorf("stream %d is out of order", i)
		}
	}
}

func TestMoveToGoesWhereWalkingGoes(t *testing.T) {
	program := compile(t, trial(100))
	for _, stream := range []int{0, 5, 12, 17} {
		want := all(program.Sequence(stream))
		s := program.Sequence(stream)
		for k := 0; k <= len(want); k += 11 {
			s.MoveTo(int64(k))
			if s.Position() != int64(k) {
				t.Fatalf("stream %d: moved to %d, not %d", stream, s.Position(), k)
			}
			var b Batch
			s.Append(&b, math.MaxInt64, 3)
			if len(b.Records) != min(3, len(want)-k) {
				t.Fatalf("stream %d: %d records follow %d of %d", stream, len(b.Records), k, len(want))
			}
			for j, r := range b.Records {
				if got, want := line(r), line(want[k+j]); got != want {
					t.Fatalf("stream %d, record %d:\n got %s\nwant %s", stream, k+j, got, want)
				}
			}
		}
	}
}

func TestMergedSequenceIsTheUnionInOrder(t *testing.T) {
	program := compile(t, trial(100))
	var streams []int
	var single [][]Record
	for i, s := range program.plan.Streams {
		if !s.Labels {
			streams = append(streams, i)
			single = append(single, all(program.Sequence(i)))
		}
	}
	last := int64(0)
	for _, r := range all(program.Sequence(streams...)) {
		if r.Send < last {
			t.Fatalf("sent at %d after %d", r.Send, last)
		}
		last = r.Send
		if got, want := line(r), line(single[r.Stream][0]); got != want {
			t.Fatalf("stream %d:\n got %s\nwant %s", r.Stream, got, want)
		}
		single[r.Stream] = single[r.Stream][1:]
	}
	for i, rest := range single {
		if len(rest) > 0 {
			t.Errorf("%d records of stream %d are missing", len(rest), i)
		}
	}
}

func TestContentDigestIsTheSameForAnyWorkers(t *testing.T) {
	program := compile(t, trial(50))
	want, _, err := program.ContentDigest(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, workers := range []int{2, 3, 8, 16} {
		if got, _, err := program.ContentDigest(t.Context(), workers); got != want || err != nil {
			t.Errorf("%d workers: %s (%v), one: %s", workers, got, err, want)
		}
	}
}

func TestContentDigestEndsWithTheContext(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	enough := errors.New("enough")
	cancel(enough)
	program := compile(t, trial(50))
	if _, n := program.streamDigest(ctx, 0); n != 0 {
		t.Errorf("%d bytes of a stream are made", n)
	}
	digest, bytes, err := program.ContentDigest(ctx, 2)
	if digest != "" || bytes != 0 || err != enough {
		t.Errorf("%q, %d bytes, error %v", digest, bytes, err)
	}
}

func TestTwoCompilesAreEqual(t *testing.T) {
	a, b := compile(t, trial(50)).plan, compile(t, trial(50)).plan
	if a.Digest != b.Digest || a.Totals != b.Totals {
		t.Errorf("%s %+v, then %s %+v", a.Digest, a.Totals, b.Digest, b.Totals)
	}
}

// byReading files every data record under device, number and copy.
func byReading(program *Program) map[string]string {
	records := map[string]string{}
	for i, s := range program.plan.Streams {
		if s.Labels {
			continue
		}
		for _, r := range all(program.Sequence(i)) {
			id := string(r.Key)
			for _, h := range r.Headers {
				if h.Key != HeaderRun {
					id += " " + h.Key + "=" + string(h.Value)
				}
			}
			records[id] = line(r)
		}
	}
	return records
}

func TestFaultSwitchedOffLeavesOtherReadings(t *testing.T) {
	for off := range trial(10).Faults {
		with, s := trial(100), trial(100)
		s.Phases[3].Faults = slices.DeleteFunc(s.Phases[3].Faults, func(f int) bool { return f == off })
		program := compile(t, with)
		touched := map[string]bool{}
		for i, stream := range program.plan.Streams {
			if !stream.Labels {
				continue
			}
			for _, r := range all(program.Sequence(i)) {
				if bytes.Contains(r.Value, []byte(`"fault":"`+with.Faults[off].Name+`"`)) && r.Headers[1].Key == HeaderSequence {
					touched[string(r.Key)+" iotsim-seq="+string(r.Headers[1].Value)] = true
				}
			}
		}
		a, b := byReading(program), byReading(compile(t, s))
		differing := 0
		for id, got := range a {
			reading, _, _ := bytes.Cut([]byte(id), []byte(" iotsim-copy"))
			switch {
			case touched[string(reading)]:
				differing++
			case b[id] != got:
				t.Fatalf("fault %s touched no %s, yet without it:\n%s\n%s", with.Faults[off].Name, id, got, b[id])
			}
		}
		if differing == 0 {
			t.Errorf("fault %s touched nothing: the test shows nothing", with.Faults[off].Name)
		}
	}
}

func TestNewRoomLeavesOtherDevices(t *testing.T) {
	byAddress := func(s *schema.Scenario) *schema.Scenario {
		for i := range s.Groups {
			g := &s.Groups[i]
			g.ID = schema.Pattern{Parts: []schema.PatternPart{{Text: fmt.Sprintf("%s-%d-%s-", g.Building, *g.Floor, g.Room)}, {Field: "n", Width: 3}}}
		}
		return s
	}
	grown := trial(100)
	room := grown.Groups[4]
	room.Room = "extra"
	grown.Groups = slices.Insert(grown.Groups, 4, room)
	after := byReading(compile(t, byAddress(grown)))
	before := byReading(compile(t, byAddress(trial(100))))
	for id, want := range before {
		if after[id] != want {
			t.Fatalf("%s:\nbefore %s\n after %s", id, want, after[id])
		}
	}
	if len(after) <= len(before) {
		t.Error("the new room sends nothing")
	}
}

func TestCutTimeLineIsThePlanUpToTheCut(t *testing.T) {
	for _, ease := range []bool{false, true} {
		whole, cut := trial(200), trial(200)
		whole.Phases[0].Devices.Ease, cut.Phases[0].Devices.Ease = ease, ease
		cut.Phases = cut.Phases[:1]
		cut.Phases[0].Duration, cut.Phases[0].Devices.Span = 17*time.Second, 30*time.Second
		short := all(compile(t, cut).Sequence(0))
		long := all(compile(t, whole).Sequence(0))
		if n := len(short); n == 0 || long[n].Send < 17e9 {
			t.Fatalf("%d records are left; the next would be sent at %d", n, long[n].Send)
		}
		for i, r := range short {
			if line(r) != line(long[i]) {
				t.Fatalf("record %d:\n cut %s\nplan %s", i, line(r), line(long[i]))
			}
		}
	}
}

func TestOtherSeedChangesNearlyEveryValue(t *testing.T) {
	other := trial(20)
	other.Seed++
	a, b := all(compile(t, trial(20)).Sequence(0)), all(compile(t, other).Sequence(0))
	same := 0
	for i := range min(len(a), len(b)) {
		if bytes.Equal(a[i].Value, b[i].Value) {
			same++
		}
	}
	if len(a) == 0 || same > 0 {
		t.Errorf("%d of %d messages are the same under another seed", same, len(a))
	}
}

func BenchmarkMessage(b *testing.B) {
	calm := trial(10000)
	calm.Faults, calm.Labels = nil, nil
	for i := range calm.Phases {
		calm.Phases[i].Faults = nil
	}
	for _, c := range []struct {
		name     string
		scenario *schema.Scenario
	}{{"calm", calm}, {"faults", trial(10000)}} {
		b.Run(c.name, func(b *testing.B) {
			s := compile(b, c.scenario).Sequence(0)
			var batch Batch
			b.ReportAllocs()
			b.ResetTimer()
			for n := 0; n < b.N; {
				k := s.Append(&batch, math.MaxInt64, 512)
				if k == 0 {
					s.restart()
				}
				n += k
				batch.Reset()
			}
		})
	}
}

func BenchmarkCompile(b *testing.B) {
	s := trial(10000)
	b.ReportAllocs()
	for b.Loop() {
		if _, diags := Compile(s, CompileOptions{}); diags.HasErrors() {
			b.Fatal(diags)
		}
	}
}
