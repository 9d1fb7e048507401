package engine

import (
	"context"
	"maps"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/iotsim/iotsim/internal/expression"
	"github.com/iotsim/iotsim/schema"
)

// expecting gives a fake run of ten seconds expectations.
func expecting(t *testing.T, r *run, expectations ...Expectation) *run {
	t.Helper()
	r.plan.Duration = 10e9
	r.plan.Expectations = expectations
	p := &Program{plan: r.plan, presence: &presence{}, fleet: &fleet{}}
	for _, e := range expectations {
		v, diags := expression.CompileVerdict(e.That)
		if diags.HasErrors() {
			t.Fatal(diags)
		}
		p.verdicts = append(p.verdicts, v)
	}
	r.expect(p)
	return r
}

func expectation(source string, windows ...Window) Expectation {
	if windows == nil {
		windows = []Window{{0, 10e9}}
	}
	return Expectation{schema.Expectation{Name: source, That: that(source)}, windows}
}

// A courier acks each batch a while after it was written: how long depends on
// when its first record was planned.
type courier struct {
	flying sync.WaitGroup
	after  func(send int64) time.Duration
	ends   func(send int64) Outcome // nil: acked

	mu      sync.Mutex
	borders []int64 // that no batch may reach over
	crossed int
}

func (c *courier) Write(_ context.Context, b *Batch) error {
	first, last := b.Records[0].Send, b.Records[len(b.Records)-1].Send
	c.mu.Lock()
	for _, border := range c.borders {
		if first < border && last >= border {
			c.crossed++
		}
	}
	c.mu.Unlock()
	o := Outcome{Acked: int64(len(b.Records))}
	if c.ends != nil && c.ends(first) != (Outcome{}) {
		o = c.ends(first)
		o.Failed, o.Unknown = o.Failed*int64(len(b.Records)), o.Unknown*int64(len(b.Records))
	}
	c.flying.Go(func() {
		if c.after != nil {
			time.Sleep(c.after(first))
		}
		b.Resolve(o)
	})
	return nil
}

func (c *courier) Flush(context.Context) error {
	c.flying.Wait()
	return nil
}

// verdicts are the findings in short.
func verdicts(findings []Finding) []Verdict {
	var all []Verdict
	for _, f := range findings {
		all = append(all, f.Verdict)
	}
	return all
}

// Nine tenths of the first window's records are acked in 10 ms and one tenth in
// 100; in the second window all in 400. Over both together the median is that of
// all records, and no mean of two medians.
func TestExpectationsMeasureTheirOwnWindows(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sink := &courier{borders: []int64{2e9, 3e9, 4e9}, after: func(send int64) time.Duration {
			switch {
			case send >= 4e9 || send < 2e9:
				return time.Millisecond
			case send >= 3e9:
				return 400 * time.Millisecond
			case send >= 2900e6:
				return 100 * time.Millisecond
			}
			return 10 * time.Millisecond
		}}
		r := expecting(t, fakeRun(sink, Options{Workers: 2}, steady(1000, 10*time.Millisecond), steady(1000, 10*time.Millisecond)),
			expectation("ack_latency.p50 < 11 && ack_latency.max < 101 && sent == 200", Window{2e9, 3e9}),
			expectation("ack_latency.p50 > 399 && ack_latency.mean < 401 && acked == 200", Window{3e9, 4e9}),
			expectation("ack_latency.p50 < 101 && ack_latency.p95 > 399 && sent == 400", Window{2e9, 4e9}),
			expectation("ack_latency.max < 2 && rate < 210 && rate > 190", Window{0, 2e9}, Window{4e9, 10e9}),
			expectation("sent == 2000 && acked == 2000 && failed + unknown == 0 && lag.max < 10"),
		)
		s, err := r.run(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]Verdict{Met, Met, Met, Met, Met}, verdicts(s.Expectations)); diff != "" {
			t.Errorf("verdicts (-want +got):\n%s\n%+v", diff, s.Expectations)
		}
		if sink.crossed > 0 {
			t.Errorf("%d batches reach over the border of a window", sink.crossed)
		}
		if s.Lag.Count() != 2000 || s.Ack.Count() != 2000 {
			t.Errorf("the run's own: %d lags, %d acks", s.Lag.Count(), s.Ack.Count())
		}
	})
}

func TestFailedExpectationTellsWhatWasMeasured(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sink := &courier{ends: func(send int64) Outcome {
			switch {
			case send >= 9e9:
				return Outcome{Failed: 1}
			case send >= 8e9:
				return Outcome{Unknown: 1}
			}
			return Outcome{}
		}}
		s, err := expecting(t, fakeRun(sink, Options{}, steady(100, 100*time.Millisecond)),
			expectation("failed == 0 && unknown == 0"), expectation("acked == 80 && sent == 100")).run(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		want := []Finding{
			{Name: "failed == 0 && unknown == 0", That: "failed == 0 && unknown == 0", Verdict: Failed, Values: map[string]float64{"failed": 10, "unknown": 10}},
			{Name: "acked == 80 && sent == 100", That: "acked == 80 && sent == 100", Verdict: Met, Values: map[string]float64{"acked": 80, "sent": 100}},
		}
		if diff := cmp.Diff(want, s.Expectations); diff != "" {
			t.Errorf("findings (-want +got):\n%s", diff)
		}
	})
}

// What the last record of a window is late belongs to it, and what delays put
// past the plan's end to the window that ends there.
func TestRateIsTheOneThatWasReached(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sink := newSluggish(1, 12*time.Second) // the first batch takes longer than the plan
		sends := append(steady(100, 100*time.Millisecond), 11e9)
		s, err := expecting(t, fakeRun(sink, Options{}, sends),
			expectation("rate > 8.4 && rate < 8.5 && sent == 101"), // over 12 s instead of 10
			expectation("sent == 50", Window{5_100e6, 10e9}),       // 49, and the one at 11 s
			expectation("rate == 0 && sent == 0", Window{20e9, 30e9}),
		).run(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]Verdict{Met, Met, NotEvaluated}, verdicts(s.Expectations)); diff != "" {
			t.Errorf("verdicts (-want +got):\n%s\n%+v", diff, s.Expectations)
		}
	})
}

func TestAbortEndsTheRunCleanly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sink := &courier{
			after: func(int64) time.Duration { return 300 * time.Millisecond },
			ends: func(send int64) Outcome {
				if send == 4e9 {
					return Outcome{Failed: 1}
				}
				return Outcome{}
			},
		}
		lossless := expectation("failed == 0", Window{3e9, 10e9})
		lossless.Abort = true
		early := expectation("sent == 20", Window{0, 2e9})
		early.Abort = true
		s, err := expecting(t, fakeRun(sink, Options{}, steady(100, 100*time.Millisecond)),
			lossless, early, expectation("sent == 100"), expectation("unknown == 0", Window{1e9, 3e9})).run(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		addsUp(t, s)
		if s.Aborted != "sent == 20" { // until there are twenty, it does not hold
			t.Errorf("ended by %q", s.Aborted)
		}

		early.Abort = false
		s, err = expecting(t, fakeRun(sink, Options{}, steady(100, 100*time.Millisecond)),
			lossless, early, expectation("sent == 100"), expectation("unknown == 0", Window{1e9, 3e9})).run(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		addsUp(t, s)
		if s.Aborted != "failed == 0" || s.Interrupted {
			t.Errorf("ended by %q, interrupted %t", s.Aborted, s.Interrupted)
		}
		if s.Data.Unknown != 0 || s.Data.Buffered() != 0 || s.Data.Sent < 45 || s.Data.Sent > 60 {
			t.Errorf("not drained, or too late: %+v", s.Data)
		}
		if diff := cmp.Diff([]Verdict{Failed, Met, NotEvaluated, Met}, verdicts(s.Expectations)); diff != "" {
			t.Errorf("verdicts (-want +got):\n%s\n%+v", diff, s.Expectations)
		}
		if s.Expectations[0].Values["failed"] != 1 {
			t.Errorf("values are %v", s.Expectations[0].Values)
		}
	})
}

func TestInterruptedRunJudgesWhatWasCompleted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		s, err := expecting(t, fakeRun(newKeeper(), Options{}, steady(100, 100*time.Millisecond)),
			expectation("failed == 0"), expectation("sent == 40", Window{0, 4e9}),
			expectation("sent == 41", Window{0, 4e9}), expectation("failed == 0", Window{4e9, 6e9})).run(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]Verdict{NotEvaluated, Met, Failed, NotEvaluated}, verdicts(s.Expectations)); diff != "" {
			t.Errorf("verdicts (-want +got):\n%s\n%+v", diff, s.Expectations)
		}
		if f := s.Expectations[0]; f.Reason == "" || f.Values != nil {
			t.Errorf("not evaluated: %+v", f)
		}
	})
}

// A silent sink acks what nobody has confirmed.
type silent struct{ *keeper }

func (silent) Confirms(int) bool { return false }

func TestWhatARunDoesNotMeasureIsNotApplicable(t *testing.T) {
	lag, ack, both, sums := expectation("lag.p99 < 100"), expectation("ack_latency.p99 < 100"),
		expectation("failed == 0 && (lag.max < 5 || ack_latency.max < 5)"), expectation("failed == 0")
	cut := Expectation{schema.Expectation{Name: "cut", That: that("failed == 0")}, nil}
	idle := expectation("failed == 0", Window{5e9, 6e9})
	for name, test := range map[string]struct {
		sink  Sink
		speed schema.Ratio
		want  []Verdict
	}{
		"paced":                   {newKeeper(), realSpeed, []Verdict{Met, Met, Met, Met, NotEvaluated, NotEvaluated}},
		"at max":                  {newKeeper(), maxSpeed, []Verdict{NotApplicable, NotApplicable, NotApplicable, Met, NotEvaluated, NotEvaluated}},
		"without acks":            {silent{newKeeper()}, realSpeed, []Verdict{Met, NotApplicable, NotApplicable, Met, NotEvaluated, NotEvaluated}},
		"at max and without acks": {silent{newKeeper()}, maxSpeed, []Verdict{NotApplicable, NotApplicable, NotApplicable, Met, NotEvaluated, NotEvaluated}},
	} {
		synctest.Test(t, func(t *testing.T) {
			s, err := expecting(t, fakeRun(test.sink, Options{Speed: test.speed}, steady(30, 100*time.Millisecond)),
				lag, ack, both, sums, cut, idle).run(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, verdicts(s.Expectations)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", name, diff)
			}
			for _, f := range s.Expectations {
				if (f.Verdict == Met) == (f.Reason != "") {
					t.Errorf("%s: %s is %s because %q", name, f.That, f.Verdict, f.Reason)
				}
			}
		})
	}
}

// Without an ack there is no latency, and 0 ms would be a lie.
func TestLatencyOfNothingIsNotEvaluated(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sink := &courier{ends: func(int64) Outcome { return Outcome{Unknown: 1} }}
		s, err := expecting(t, fakeRun(sink, Options{}, steady(30, 100*time.Millisecond)), expectation("ack_latency.p99 < 100")).run(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if got := s.Expectations[0].Verdict; got != NotEvaluated {
			t.Errorf("the verdict is %q", got)
		}
	})
}

// Many lanes cross many borders: every lag is in the run's histogram and in that
// of its own window, once.
func TestEveryLagIsCountedInItsWindow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var expectations []Expectation
		for i := range int64(10) {
			expectations = append(expectations, expectation("lag.max < 1000", Window{i * 1e9, (i + 1) * 1e9}))
		}
		var sends [][]int64
		for range 7 {
			sends = append(sends, steady(1000, 10*time.Millisecond))
		}
		r := expecting(t, fakeRun(newSluggish(40, 100*time.Millisecond), Options{Workers: 3}, sends...), expectations...)
		s, err := r.run(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		total := int64(0)
		for i := range expectations {
			n := r.lags.of[i].Count()
			if n != 700 {
				t.Errorf("window %d has %d lags, want 700", i, n)
			}
			total += n
		}
		if s.Lag.Count() != total {
			t.Errorf("the run has %d lags, its windows %d", s.Lag.Count(), total)
		}
	})
}

func TestFindingsNameEveryMeasure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, err := expecting(t, fakeRun(newKeeper(), Options{}, steady(30, 100*time.Millisecond)),
			expectation("lag.p50 + lag.p95 + lag.max < ack_latency.p50 + ack_latency.mean + rate + sent + devices")).run(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		want := []string{"ack_latency.mean", "ack_latency.p50", "devices", "lag.max", "lag.p50", "lag.p95", "rate", "sent"}
		if diff := cmp.Diff(want, slices.Sorted(maps.Keys(s.Expectations[0].Values))); diff != "" {
			t.Errorf("names (-want +got):\n%s", diff)
		}
	})
}

// Of two sinks both count, a rate is that of one, and a latency that of those
// whose acks are their destination's.
func TestExpectationsOverSeveralSinks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slow := &courier{after: func(int64) time.Duration { return 50 * time.Millisecond }}
		r := fakeRun(nil, Options{}, steady(100, 100*time.Millisecond), steady(100, 100*time.Millisecond))
		r.plan.Sinks, r.plan.Streams[1].Sink, r.sinks = make(Sinks, 2), 1, 2
		r.ledger = newLedger(r.plan, r.lanes)
		r.sink = Join(r.plan, []Sink{slow, silent{newKeeper()}})
		s, err := expecting(t, r, expectation("sent == 200 && acked == 200 && rate > 9.9 && rate < 10.1 && ack_latency.p50 > 49")).run(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if f := s.Expectations[0]; f.Verdict != Met {
			t.Errorf("%+v", f)
		}
	})
}
