package engine

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/iotsim/iotsim/schema"
)

// pattern is text with fields, which begin with a $: "iot.", "$model".
func pattern(parts ...string) schema.Pattern {
	var p schema.Pattern
	for _, part := range parts {
		if name, ok := strings.CutPrefix(part, "$"); ok {
			p.Parts = append(p.Parts, schema.PatternPart{Field: name})
		} else {
			p.Parts = append(p.Parts, schema.PatternPart{Text: part})
		}
	}
	return p
}

// several is a trial with four sinks: as ever, topics by floor with keys that
// devices share, a file, and nowhere.
func several(devices int64) *schema.Scenario {
	s := trial(devices)
	s.Sinks = append(s.Sinks,
		schema.Sink{
			Kind: schema.SinkKafka, Topic: "floor.{floor}", Topics: pattern("floor.", "$floor"), Partitions: 3,
			Key:     pattern("$building", "/", "$n"),
			Headers: []schema.SinkHeader{{Name: "site", Value: pattern("$building", "-", "$room")}, {Name: "who", Value: pattern("$id")}},
		},
		schema.Sink{Kind: schema.SinkFile, Topic: "data", Partitions: 5, Key: pattern("$id"), Path: "all.ndjson"},
		schema.Sink{Kind: schema.SinkNull, Topic: "data", Partitions: 12, Key: pattern("$id")},
	)
	return s
}

// contents are the readings and labels of a sink: all of a record but its key, its
// place and what the sink itself adds.
func contents(p *Program, sink int) (data, labels []string) {
	for i, s := range p.plan.Streams {
		if s.Sink != sink {
			continue
		}
		for _, r := range all(p.Sequence(i)) {
			line := fmt.Sprintf("%d %d %s", r.Send, r.Timestamp, r.Value)
			for _, h := range r.Headers {
				if strings.HasPrefix(h.Key, "iotsim-") && h.Key != HeaderDevice {
					line += fmt.Sprintf(" %s=%s", h.Key, h.Value)
				}
			}
			if s.Labels {
				labels = append(labels, line)
			} else {
				data = append(data, line)
			}
		}
	}
	slices.Sort(data)
	slices.Sort(labels)
	return data, labels
}

func TestEachSinkGetsEverything(t *testing.T) {
	p := compile(t, several(100))
	data, labels := contents(p, 0)
	if int64(len(data)) != p.plan.Totals.Published || len(labels) == 0 {
		t.Fatalf("%d readings of %d, %d labels", len(data), p.plan.Totals.Published, len(labels))
	}
	for sink := 1; sink < 4; sink++ {
		d, l := contents(p, sink)
		if !slices.Equal(d, data) {
			t.Errorf("sink %d has other readings than the first", sink)
		}
		// Of Kafka sinks the first alone has labels.
		if want := labels; sink == 1 && l != nil || sink > 1 && !slices.Equal(l, want) {
			t.Errorf("sink %d has %d labels of %d", sink, len(l), len(want))
		}
	}
}

func TestEachSinkIsCountedAlone(t *testing.T) {
	p := compile(t, several(100))
	one := compile(t, trial(100)).plan
	if diff := cmp.Diff(one.Totals, p.plan.Totals); diff != "" {
		t.Errorf("totals (-one sink +several):\n%s", diff)
	}
	if diff := cmp.Diff(one.Phases, p.plan.Phases); diff != "" {
		t.Errorf("phases (-one sink +several):\n%s", diff)
	}
	sums, devices := make([]Count, 4), make([]int64, 4)
	for i, s := range p.plan.Streams {
		if c := p.plan.Counts[i]; !s.Labels {
			sums[s.Sink], devices[s.Sink] = sums[s.Sink].plus(c.Count), devices[s.Sink]+c.Devices
		}
	}
	for sink := range sums {
		if sums[sink] != one.Totals || devices[sink] != 100 {
			t.Errorf("sink %d: %+v of %+v, %d devices", sink, sums[sink], one.Totals, devices[sink])
		}
	}
}

func TestTopicsFollowTheirPattern(t *testing.T) {
	p := compile(t, several(100))
	var topics []string
	for i, s := range p.plan.Streams {
		if s.Sink != 1 {
			continue
		}
		if s.Partition == 0 {
			topics = append(topics, s.Topic)
		}
		for _, r := range all(p.Sequence(i)) {
			floor := `"floor":` + strings.TrimPrefix(s.Topic, "floor.") + ","
			if !strings.Contains(string(r.Value), floor) || partitionOf(r.Key, 3) != s.Partition {
				t.Fatalf("%s holds %s", s, r.Value)
			}
		}
	}
	if diff := cmp.Diff([]string{"floor.1", "floor.2", "floor.3", "floor.4", "floor.5"}, topics); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestASinksStreamsMergeInOneOrderWhateverTheTopics(t *testing.T) {
	p := compile(t, several(50))
	var first []string
	for sink := range 4 {
		var streams []int
		for i, s := range p.plan.Streams {
			if s.Sink == sink && !s.Labels {
				streams = append(streams, i)
			}
		}
		var values []string
		sequence := p.Sequence(streams...)
		for _, r := range all(sequence) {
			values = append(values, string(r.Value))
		}
		if first == nil {
			first = values
		}
		if !slices.Equal(values, first) {
			t.Errorf("sink %d merges to another order", sink)
		}
		sequence.MoveTo(int64(len(values) / 2))
		if rest := all(sequence); string(rest[0].Value) != values[len(values)/2] {
			t.Errorf("sink %d: a seek goes elsewhere", sink)
		}
	}
}

func TestHeadersOfTheAuthorsOwnFollowOurs(t *testing.T) {
	p := compile(t, several(50))
	seen := map[bool]int{}
	for i, s := range p.plan.Streams {
		if s.Sink != 1 {
			continue
		}
		for _, r := range all(p.Sequence(i)) {
			n := len(r.Headers)
			id := string(r.Headers[n-3].Value)
			if r.Headers[n-3].Key != HeaderDevice || r.Headers[n-2].Key != "site" || r.Headers[n-1].Key != "who" ||
				string(r.Headers[n-1].Value) != id || !strings.HasPrefix(string(r.Key), string(r.Headers[n-2].Value[:1])) {
				t.Fatalf("%s", line(r))
			}
			seen[s.Labels]++
		}
	}
	if seen[false] == 0 {
		t.Error("nothing seen")
	}
}

func TestHeadersAreAPartOfTheContent(t *testing.T) {
	digest := func(s *schema.Scenario) (plan, content string) {
		p := compile(t, s)
		content, _, err := p.ContentDigest(t.Context(), 3)
		if err != nil {
			t.Fatal(err)
		}
		return p.plan.Digest, content
	}
	plan, content := digest(several(20))
	s := several(20)
	s.Sinks[1].Headers[0].Name = "other"
	if p, c := digest(s); p == plan || c == content {
		t.Error("another header leaves a digest")
	}
}

func TestLabelsOfAFileOfTheirOwnAreNowhereElse(t *testing.T) {
	s := several(50)
	_, want := contents(compile(t, s), 0)
	s.Labels = &schema.Labels{Path: "truth.ndjson"}
	p := compile(t, s)
	if n := len(p.plan.Sinks); n != 5 || !p.plan.Sinks[4].LabelsOnly || p.plan.Sinks[4].Path != "truth.ndjson" {
		t.Fatalf("%d sinks", n)
	}
	for sink := range 5 {
		data, labels := contents(p, sink)
		if only := sink == 4; only != (data == nil) || only != (labels != nil) {
			t.Errorf("sink %d has %d readings and %d labels", sink, len(data), len(labels))
		}
		if sink == 4 && !slices.Equal(labels, want) {
			t.Error("these are other labels")
		}
	}
	digest := p.plan.Digest
	s.Labels.Path = "elsewhere.ndjson"
	if compile(t, s).plan.Digest != digest {
		t.Error("the name of the file changes the plan")
	}
}

// Plans of one sink were written before there could be several.
func TestAPlanOfOneSinkIsWrittenAsEver(t *testing.T) {
	one := schema.Sink{Kind: schema.SinkKafka, Topic: "data", Partitions: 2}
	alone, err := json.Marshal(one)
	if err != nil {
		t.Fatal(err)
	}
	for want, s := range map[string]Sinks{string(alone): {one}, "[" + string(alone) + "," + string(alone) + "]": {one, one}} {
		got, err := json.Marshal(s)
		if err != nil || string(got) != want {
			t.Errorf("%s, %v, not %s", got, err, want)
		}
	}
	if got, err := json.Marshal(Stream{Topic: "data"}); err != nil || string(got) != `{"topic":"data","partition":0}` {
		t.Errorf("%s, %v", got, err)
	}
}

func TestBytesAreOfAllSinks(t *testing.T) {
	p := compile(t, several(100))
	sum, largest := int64(0), int64(0)
	for i, s := range p.plan.Streams {
		if s.Labels {
			continue
		}
		for _, r := range all(p.Sequence(i)) {
			sum, largest = sum+r.size(), max(largest, r.size())
		}
	}
	b := p.plan.Bytes
	if largest > b.Largest || sum > b.Bound {
		t.Errorf("%+v, and there are %d bytes, %d in a record", b, sum, largest)
	}
	if off := float64(b.Estimate)/float64(sum) - 1; off < -0.02 || off > 0.02 {
		t.Errorf("the estimate of %d is off by %.1f%%", sum, 100*off)
	}
}

func TestLanesAreOfOneSink(t *testing.T) {
	p := compile(t, several(10))
	_, err := Run(t.Context(), p, nil, Options{Lanes: [][]int{{0, len(p.plan.Streams) - 1}}})
	if err == nil || !strings.Contains(err.Error(), "they are of two sinks") {
		t.Errorf("error %v", err)
	}
}

// keepers are a keeper for each sink of a plan, as one sink.
func keepers(p *Program) ([]*keeper, Sink) {
	var all []*keeper
	var sinks []Sink
	for range p.plan.Sinks {
		k := newKeeper()
		all, sinks = append(all, k), append(sinks, k)
	}
	return all, Join(p.plan, sinks)
}

func TestARunSendsToAllSinks(t *testing.T) {
	p := compile(t, several(50))
	for _, workers := range []int{1, 3} {
		each, joined := keepers(p)
		s, err := Run(t.Context(), p, joined, Options{Workers: workers, Speed: maxSpeed})
		if err != nil {
			t.Fatal(err)
		}
		addsUp(t, s)
		for i, stream := range p.plan.Streams {
			for sink, k := range each {
				if got := int64(len(k.streams[i])); got != p.plan.Counts[i].Published && sink == stream.Sink || got > 0 && sink != stream.Sink {
					t.Errorf("sink %d got %d of %d records of %s, which is of sink %d", sink, got, p.plan.Counts[i].Published, stream, stream.Sink)
				}
			}
		}
		if s.Data.Acked != 4*p.plan.Totals.Published || len(s.Sinks) != 4 {
			t.Fatalf("%+v, %d sinks", s.Data, len(s.Sinks))
		}
		for i, one := range s.Sinks {
			if one.Sink != i || one.Data.Acked != p.plan.Totals.Published || (one.Labels == nil) != (i == 1) {
				t.Errorf("%+v", one)
			}
		}
		// Rates are of one sink: four would come to four times as much.
		if rate := float64(s.Data.Acked) / 4 / s.Duration.Seconds(); float64(s.Rate) < rate*0.99 || float64(s.Rate) > rate*1.01 {
			t.Errorf("the rate is %v, of one sink %v", s.Rate, rate)
		}
	}
}

func TestASinkThatBreaksEndsTheRunOfAll(t *testing.T) {
	p := compile(t, several(200))
	each, _ := keepers(p)
	sinks := []Sink{each[0], &breaking{keeper: each[1], whole: 2}, each[2], each[3]}
	var last Progress
	s, err := Run(t.Context(), p, Join(p.plan, sinks), Options{Workers: 3, Speed: maxSpeed, Observe: func(g Progress) { last = g }})
	if !errors.Is(err, errBroken) {
		t.Fatalf("error %v", err)
	}
	addsUp(t, s)
	failed := int64(0)
	for i, one := range s.Sinks {
		if last.Sinks[i] != one.Total() {
			t.Errorf("sink %d: seen was %+v, it ended at %+v", i, last.Sinks[i], one.Total())
		}
		if failed += one.Data.Failed + one.Data.Unknown; one.Sink != 1 && one.Data.Failed+one.Data.Unknown > 0 {
			t.Errorf("sink %d has failed too: %+v", i, one.Data)
		}
	}
	if failed == 0 || s.Data.Unsent() == 0 {
		t.Errorf("%d failed, %+v", failed, s.Data)
	}
}

func TestTheSlowestSinkSetsThePace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		quick, slow := newKeeper(), &hoarder{}
		both := &joint{sinks: []Sink{quick, slow}}
		r := fakeRun(both, Options{Speed: maxSpeed, Buffer: 10 * batchRecords, Workers: 1},
			steady(100_000, time.Second), steady(100_000, time.Second), steady(100_000, time.Second), steady(100_000, time.Second))
		r.plan.Streams[2].Sink, r.plan.Streams[3].Sink = 1, 1
		r.ledger = newLedger(r.plan, r.lanes)
		both.streams = r.plan.Streams
		s, err := r.run(ctx)
		if !errors.Is(err, errDrain) {
			t.Errorf("error %v", err)
		}
		addsUp(t, s)
		// The slow one ends up with all ten batches, and the quick one stops with it:
		// the lane that is furthest behind goes first, so they are about as far. (Of
		// several workers one may be kept waiting with its lane.)
		ahead := s.Streams[0].Sent + s.Streams[1].Sent - s.Streams[2].Sent - s.Streams[3].Sent
		if len(slow.batch) != 10 || max(ahead, -ahead) > 40*batchRecords {
			t.Errorf("%d batches are held, the quick sink is %d records ahead", len(slow.batch), ahead)
		}
	})
}

// A flusher knows that it was flushed, and may refuse.
type flusher struct {
	*keeper
	err     error
	flushed bool
}

func (f *flusher) Flush(context.Context) error { f.flushed = true; return f.err }

func TestAllSinksAreFlushedWhateverOneSays(t *testing.T) {
	p := compile(t, several(10))
	all := []*flusher{{err: errBroken}, {}, {}, {err: context.Canceled}}
	var sinks []Sink
	for _, f := range all {
		f.keeper = newKeeper()
		sinks = append(sinks, f)
	}
	_, err := Run(t.Context(), p, Join(p.plan, sinks), Options{Speed: maxSpeed})
	if !errors.Is(err, errBroken) || !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	for i, f := range all {
		if !f.flushed {
			t.Errorf("sink %d was not flushed", i)
		}
	}
}

func TestARecordWithHeadersCostsNoAllocation(t *testing.T) {
	s := several(1000)
	s.Faults, s.Labels = nil, nil
	for i := range s.Phases {
		s.Phases[i].Faults = nil
	}
	p := compile(t, s)
	for i, stream := range p.plan.Streams {
		if stream.Sink != 1 || p.plan.Counts[i].Published < 2000 {
			continue
		}
		sequence := p.Sequence(i)
		var b Batch
		sequence.Append(&b, never, 512)
		if n := testing.AllocsPerRun(4, func() { b.Reset(); sequence.Append(&b, never, 256) }); n > 0 {
			t.Errorf("%s: %v allocations in 256 records", stream, n)
		}
		return
	}
	t.Error("no stream is long enough")
}
