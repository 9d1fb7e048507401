package resume_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/readback"
	"github.com/iotsim/iotsim/internal/resume"
	"github.com/iotsim/iotsim/schema"
)

// start is an event time like any other.
const start = 1772402400000

// fleet is thirty devices that report every second for a minute, with labels and
// faults that drop, repeat and delay.
func fleet(t *testing.T, run string) *engine.Program {
	t.Helper()
	s := &schema.Scenario{Name: "fleet", Seed: 7, Start: schema.Instant{UnixMillis: start}, Speed: schema.Ratio{Num: 1, Den: 1}}
	s.Models = []schema.Model{{Name: "M", Interval: time.Second, Sensors: []schema.Sensor{
		{Name: "temperature", Value: &schema.Distribution{Kind: schema.Normal, Args: []schema.Argument{{Value: 24}, {Value: 1}}}, Digits: 1},
	}}}
	s.Groups = []schema.Group{{Label: "M", Count: 30, Interval: time.Second, First: 1,
		ID: schema.Pattern{Parts: []schema.PatternPart{{Text: "device_"}, {Field: "index", Width: 3}}}}}
	s.Faults = []schema.Fault{{Name: "lossy", Effects: []schema.Effect{
		{Kind: schema.Drop, Share: 0.2}, {Kind: schema.Duplicate, Share: 0.2, Copies: 1, After: 3 * time.Second},
	}}}
	s.Phases = []schema.Phase{{Name: "run", Duration: time.Minute, Faults: []int{0}}}
	s.Sinks = []schema.Sink{{Kind: schema.SinkKafka, Topic: "data", Partitions: 3, Key: schema.Pattern{Parts: []schema.PatternPart{{Field: "id"}}}}}
	s.Labels = &schema.Labels{Topic: "labels"}
	plan, diags := engine.Compile(s, engine.CompileOptions{})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	program, err := engine.Open(plan, run)
	if err != nil {
		t.Fatal(err)
	}
	return program
}

// A log is what each stream of a plan holds, from offset 0.
type log [][]readback.Record

func (l log) Read(_ context.Context, s engine.Stream, from, to int64, do func(*readback.Record) error) error {
	stream := int(s.Partition)
	if s.Labels {
		stream += 3
	}
	for i := range l[stream] {
		if r := l[stream][i]; r.Offset >= from && r.Offset < to {
			if err := do(&r); err != nil {
				return err
			}
		}
	}
	return nil
}

// before is what another run left in each partition.
const before = 5

// written is a log that holds, behind records of another run, the first of a run's.
func written(t *testing.T, program *engine.Program, ranks []int64) log {
	t.Helper()
	other := fleet(t, "other")
	l := make(log, len(ranks))
	for i, k := range ranks {
		records := other.Records([]int{i}, 0, before)
		records = append(records, program.Records([]int{i}, 0, int(k))...)
		for _, r := range records {
			l[i] = append(l[i], readback.Record{Offset: int64(len(l[i])), Timestamp: r.Timestamp, Key: r.Key, Value: r.Value, Headers: slices.Clone(r.Headers)})
		}
	}
	return l
}

// partitions are those of a log; base is what is known of where the run begins.
func (l log) partitions(base int64) []resume.Partition {
	var all []resume.Partition
	for i := range l {
		p := resume.Partition{Stream: i, Base: base}
		if n := len(l[i]); n > 0 {
			p.Start, p.End = l[i][0].Offset, l[i][n-1].Offset+1
		}
		all = append(all, p)
	}
	return all
}

func locate(t *testing.T, program *engine.Program, l log, base int64) ([]resume.Place, error) {
	t.Helper()
	partitions := l.partitions(base)
	tails, err := resume.Tails(t.Context(), l, program.Plan(), partitions)
	if err != nil {
		t.Fatal(err)
	}
	return resume.Locate(t.Context(), l, program, "mine", partitions, tails)
}

// Wherever each partition stopped, it is found, with and without what the run kept.
func TestARunIsFoundWhereItStopped(t *testing.T) {
	program := fleet(t, "mine")
	counts := program.Plan().Counts
	for step := range int64(25) {
		ranks := make([]int64, len(counts))
		for i := range ranks {
			ranks[i] = max(1, counts[i].Published*step/24-int64(i))
		}
		l := written(t, program, ranks)
		for _, base := range []int64{-1, before} {
			places, err := locate(t, program, l, base)
			if err != nil {
				t.Fatal(err)
			}
			for i, p := range places {
				if p.Stream != i || p.Rank != ranks[i] || p.Base != before {
					t.Errorf("stream %d with %d records is found at %+v", i, ranks[i], p)
				}
			}
		}
	}
}

// From the beginning a partition is sent only where it never held a record, or where
// the run is known to begin at its end.
func TestOnlyWhatNeverHeldARecordBegins(t *testing.T) {
	program := fleet(t, "mine")
	empty := make(log, 6)
	for _, base := range []int64{-1, 0} {
		places, err := locate(t, program, empty, base)
		for _, p := range places {
			if err != nil || p.Rank != 0 || p.Base != 0 {
				t.Errorf("an empty partition is found at %+v, %v", p, err)
			}
		}
	}
	others := written(t, program, make([]int64, 6))
	if places, err := locate(t, program, others, before); err != nil || places[0].Rank != 0 || places[0].Base != before {
		t.Errorf("behind the records of another run it is found at %+v, %v", places, err)
	}
	if _, err := locate(t, program, others, -1); !errors.Is(err, resume.ErrOtherRun) {
		t.Errorf("a topic of another run: %v", err)
	}
	removed := written(t, program, []int64{9, 9, 9, 9, 9, 9}).partitions(-1)
	removed[0].Start = removed[0].End
	if _, err := resume.Locate(t.Context(), empty, program, "mine", removed[:1], []*resume.Tail{nil}); !errors.Is(err, resume.ErrUnreadable) {
		t.Errorf("a partition whose records are gone: %v", err)
	}
}

// What is not as the run left it is no place to go on at.
func TestWhatIsNotAsTheRunLeftItIsRefused(t *testing.T) {
	program := fleet(t, "mine")
	stranger := readback.Record{Key: []byte("stranger")}
	for _, c := range []struct {
		name  string
		base  int64
		spoil func(records []readback.Record) []readback.Record
		want  error
	}{
		{"a stranger behind it", -1, func(r []readback.Record) []readback.Record { return append(r, stranger) }, resume.ErrOtherWriter},
		{"a stranger within", -1, func(r []readback.Record) []readback.Record { return slices.Insert(r, len(r)-3, stranger) }, resume.ErrOtherWriter},
		{"a stranger far back", before, func(r []readback.Record) []readback.Record { return slices.Insert(r, before, stranger) }, resume.ErrOtherWriter},
		{"another run behind it", before, func(r []readback.Record) []readback.Record { return append(r, r[0]) }, resume.ErrOtherWriter},
		{"one record twice", -1, func(r []readback.Record) []readback.Record { return append(r, r[len(r)-1]) }, resume.ErrUnlike},
		{"two records changed places", -1, func(r []readback.Record) []readback.Record {
			n := len(r)
			r[n-3], r[n-2] = r[n-2], r[n-3]
			return r
		}, resume.ErrUnlike},
		{"a value", -1, func(r []readback.Record) []readback.Record { r[len(r)-2].Value[7] ^= 1; return r }, resume.ErrUnlike},
		{"a timestamp", -1, func(r []readback.Record) []readback.Record { r[len(r)-1].Timestamp++; return r }, resume.ErrUnlike},
		{"a record of no plan", -1, func(r []readback.Record) []readback.Record {
			r[len(r)-1].Headers[1].Value = []byte("999999")
			return r
		}, resume.ErrUnlike},
		{"lost at the end", before, func(r []readback.Record) []readback.Record { return r[:before-2] }, resume.ErrUnlike},
		{"lost at the beginning", -1, func(r []readback.Record) []readback.Record { return r[before+2:] }, resume.ErrUnlike},
	} {
		l := written(t, program, []int64{90, 90, 90, 90, 90, 90})
		l[1] = c.spoil(l[1])
		for i := range l[1] {
			l[1][i].Offset = int64(i)
		}
		if places, err := locate(t, program, l, c.base); !errors.Is(err, c.want) {
			t.Errorf("%s: found at %+v, %v; want %v", c.name, places, err, c.want)
		}
	}
}

// A plan whose start is open is of the start that its records tell.
func TestRecordsTellTheStart(t *testing.T) {
	program := fleet(t, "mine")
	l := written(t, program, []int64{40, 0, 3, 1, 0, 0})
	partitions := l.partitions(-1)
	tails, err := resume.Tails(t.Context(), l, program.Plan(), partitions)
	if err != nil {
		t.Fatal(err)
	}
	for i := range tails {
		if got, ok := resume.Start(program, tails[i].Run, partitions[i:i+1], tails[i:i+1]); ok && got != start {
			t.Errorf("stream %d tells of %d, want %d", i, got, int64(start))
		} else if !ok && i < 3 {
			t.Errorf("stream %d tells nothing", i)
		}
	}
	if _, ok := resume.Start(program, "nobody", partitions, tails); ok {
		t.Error("records of another run tell")
	}
}
