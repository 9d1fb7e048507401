package resume_test

import (
	"context"
	"fmt"
	"os"
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/readback"
	"github.com/iotsim/iotsim/internal/resume"
	"github.com/iotsim/iotsim/schema"
)

// BenchmarkGoingOnAtNinetyPercent is from a factory of 10^8 records, faults and labels
// included, of which a topic holds nine tenths, to the next record. Only the broker is
// left out, and what is waited for it.
func BenchmarkGoingOnAtNinetyPercent(b *testing.B) {
	plan := factory(b, 80)
	feeder, err := engine.Open(plan, "x")
	if err != nil {
		b.Fatal(err)
	}
	source := computed{feeder}
	var partitions []resume.Partition
	for i, c := range plan.Counts {
		partitions = append(partitions, resume.Partition{Stream: i, End: c.Published * 9 / 10, Base: -1})
	}
	tails, err := resume.Tails(b.Context(), source, plan, partitions)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		program, err := engine.Open(plan, "x")
		if err != nil {
			b.Fatal(err)
		}
		places, err := resume.Locate(b.Context(), source, program, "x", partitions, tails)
		if err != nil {
			b.Fatal(err)
		}
		var from []int64
		for _, p := range places {
			from = append(from, p.Rank)
		}
		ctx, stop := context.WithCancel(b.Context())
		if _, err := engine.Run(ctx, program, stopper{stop}, engine.Options{From: from}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(plan.Totals.Published), "records")
}

// factory is the shipped one, its phases so many times as long.
func factory(tb testing.TB, times int) *engine.Plan {
	tb.Helper()
	text, err := os.ReadFile("../../scenarios/factory.hcl")
	if err != nil {
		tb.Fatal(err)
	}
	duration := regexp.MustCompile(`duration = "(\d+[sm])"`)
	text = duration.ReplaceAllFunc(text, func(m []byte) []byte {
		d, err := time.ParseDuration(string(duration.FindSubmatch(m)[1]))
		if err != nil {
			tb.Fatal(err)
		}
		return fmt.Appendf(nil, "duration = %q", time.Duration(times)*d)
	})
	s, _, diags := schema.Decode([]schema.Source{{Name: "factory.hcl", Text: text}}, schema.Options{})
	if diags.HasErrors() {
		tb.Fatal(diags)
	}
	plan, diags := engine.Compile(s, engine.CompileOptions{})
	if diags.HasErrors() {
		tb.Fatal(diags)
	}
	return plan
}

// A computed source holds what the plan says.
type computed struct{ program *engine.Program }

func (c computed) Read(_ context.Context, s engine.Stream, from, to int64, do func(*readback.Record) error) error {
	stream := slices.Index(c.program.Plan().Streams, s)
	for i, r := range c.program.Records([]int{stream}, from, int(to-from)) {
		err := do(&readback.Record{Offset: from + int64(i), Timestamp: r.Timestamp, Key: r.Key, Value: r.Value, Headers: r.Headers})
		if err != nil {
			return err
		}
	}
	return nil
}

// A stopper ends a run at its first record.
type stopper struct{ stop func() }

func (s stopper) Write(_ context.Context, b *engine.Batch) error {
	s.stop()
	b.Resolve(engine.Outcome{Acked: int64(len(b.Records))})
	return nil
}

func (s stopper) Flush(context.Context) error { return nil }
