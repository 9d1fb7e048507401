package engine

import (
	"context"
	"math"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/iotsim/iotsim/schema"
)

// endless is trial, with a phase behind it that never ends and in which its faults
// go on. What depends on the calendar and on time is in it, and batteries run empty.
func endless(t *testing.T, devices int64) *schema.Scenario {
	t.Helper()
	s := trial(devices)
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	s.Timezone = zone
	m := &s.Models[0]
	m.Info[1].Value = dist(schema.Drain, 0.1, 1)
	m.Sensors[2].Weekly = &schema.Rhythm{Points: []schema.Point{{At: 0, Value: 1}, {At: 24 * time.Hour, Value: 9}}}
	m.Sensors[2].Steps = []schema.Step{{At: 4 * time.Minute, Add: 50}}
	last := schema.Phase{Name: "endless", Forever: true, Faults: []int{0, 1}}
	s.Phases = append(s.Phases, last)
	return s
}

// A plan that lasts forever sends what the same with an end sends up to there.
func TestForeverBeginsLikeAnythingThatEnds(t *testing.T) {
	cut := endless(t, 200)
	cut.EndAfter(8 * time.Minute)
	ends, forever := compile(t, cut), compile(t, endless(t, 200))
	if !forever.plan.Forever || forever.plan.Digest == ends.plan.Digest {
		t.Fatalf("forever is %t, digests %s and %s", forever.plan.Forever, forever.plan.Digest, ends.plan.Digest)
	}
	for i := range ends.plan.Streams {
		want := all(ends.Sequence(i))
		var b Batch
		forever.Sequence(i).Append(&b, math.MaxInt64, len(want))
		n := 0
		for ; n < len(want) && want[n].Send < 8*60e9; n++ { // behind the end come only those that were delayed past it
			if line(b.Records[n]) != line(want[n]) {
				t.Fatalf("stream %d, record %d:\n%s\n%s", i, n, line(b.Records[n]), line(want[n]))
			}
		}
	}
	empty := all(ends.Sequence(0))
	if last := empty[len(empty)-1]; last.Send > 6*60e9 {
		t.Errorf("batteries are empty after six minutes, and there is a reading at %s", time.Duration(last.Send))
	}
}

// The hour of the day stays right as long as anybody waits.
func TestForeverKnowsTheCalendarOfLaterYears(t *testing.T) {
	s := endless(t, 10)
	p := compile(t, s)
	for days := int64(0); days < 20*365; days += 13 {
		at := time.UnixMilli(*p.plan.Start).Add(time.Duration(days * dayNanos)).In(s.Timezone)
		hour, minute, second := at.Clock()
		want := int64((at.Weekday()+6)%7)*dayNanos + int64(hour*3600+minute*60+second)*1e9
		if got := p.calendar.timeOfWeek(days * dayNanos); got != want {
			t.Fatalf("%s: %s of the week, want %s", at, time.Duration(got), time.Duration(want))
		}
	}
}

// Being told to stop is how such a run ends well, once its last phase was reached:
// expectations are then judged by what there was.
func TestForeverIsStoppedAndJudged(t *testing.T) {
	s := endless(t, 100)
	s.Models[0].Info = nil
	s.Expectations = []schema.Expectation{
		{Name: "whole run", That: that("failed == 0 && unknown == 0 && devices == 100")},
		{Name: "the first phase", That: that("failed == 0"), During: []string{s.Phases[0].Name}},
		{Name: "all but the first", That: that("failed == 0"), During: []string{s.Phases[1].Name, "endless"}},
		{Name: "forever", That: that("rate > 10"), During: []string{"endless"}, Settle: 10 * time.Second},
	}
	before := time.Duration(0)
	for _, ph := range s.Phases {
		before += ph.Duration
	}
	for name, test := range map[string]struct {
		after       time.Duration
		interrupted bool
		want        []Verdict
	}{
		"in its last phase": {before + time.Minute, false, []Verdict{Met, Met, Met, Met}},
		"before it settles": {before + 5*time.Second, false, []Verdict{Met, Met, Met, NotEvaluated}},
		"too early":         {before - time.Second, true, []Verdict{NotEvaluated, Met, NotEvaluated, NotEvaluated}},
	} {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), test.after)
			defer cancel()
			summary, err := Run(ctx, compile(t, s), newKeeper(), Options{Workers: 2})
			if err != nil {
				t.Fatal(err)
			}
			if !summary.Forever || summary.Interrupted != test.interrupted {
				t.Errorf("%s: forever %t, interrupted %t", name, summary.Forever, summary.Interrupted)
			}
			if summary.Data.Planned != summary.Data.Acked || summary.Data.Acked == 0 {
				t.Errorf("%s: %+v", name, summary.Data)
			}
			if diff := cmp.Diff(test.want, verdicts(summary.Expectations)); diff != "" {
				t.Errorf("%s (-want +got):\n%s\n%+v", name, diff, summary.Expectations)
			}
		})
	}
}

// Nobody waits for a record that never comes: a worker that looked for it would not
// hear that it is to stop.
func TestForeverMayHaveNothingToSay(t *testing.T) {
	s := trial(100)
	s.Faults = append(s.Faults, schema.Fault{Name: "dead", Effects: []schema.Effect{{Kind: schema.Drop, Share: 1}}})
	s.Labels = nil
	s.Phases = append(s.Phases, schema.Phase{Name: "endless", Forever: true, Faults: []int{4}})
	p := compile(t, s)
	start := p.plan.Phases[len(p.plan.Phases)-1].Start
	for i := range p.plan.Streams {
		sequence, end := p.Sequence(i), start+30e9 // past what was late
		var b Batch
		for send, ok := sequence.Next(); ok && send < end; send, ok = sequence.Next() {
			sequence.Append(&b, end, 256)
		}
		send, ok := sequence.Next()
		if ok && (!sequence.Past(start) || sequence.Past(send)) {
			t.Errorf("stream %d, at %d: past the start is %t, past that moment %t", i, send, sequence.Past(start), sequence.Past(send))
		}
		if n := int64(len(b.Records)); n != sequence.Len() || n != sequence.Position() {
			t.Errorf("stream %d: %d records, position %d, length %d", i, n, sequence.Position(), sequence.Len())
		}
	}
	// A run that never pauses is told to stop once all is sent that there is.
	stopped := func(t *testing.T, speed schema.Ratio, after time.Duration) {
		ctx, cancel := context.WithTimeout(t.Context(), after)
		defer cancel()
		o := Options{Workers: 2, Speed: speed}
		if speed.Num == 0 {
			o.Interval, o.Observe = tick, func(g Progress) {
				if g.Account.Acked == p.plan.Totals.Published {
					cancel()
				}
			}
		}
		summary, err := Run(ctx, p, newKeeper(), o)
		if err != nil || summary.Interrupted || summary.Data.Acked == 0 || summary.Data.Acked != summary.Data.Planned {
			t.Errorf("%+v, %v", summary, err)
		}
	}
	t.Run("paced", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) { stopped(t, ratio(1, 1), time.Duration(start)+5*time.Minute) })
	})
	t.Run("max", func(t *testing.T) { stopped(t, maxSpeed, time.Minute) }) // a bubble's clock stands still while there is work
}
