package engine

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/iotsim/iotsim/schema"
)

// demanding is the trial with expectations of every kind of measure.
func demanding(t *testing.T) *Program {
	t.Helper()
	s := trial(100)
	s.Expectations = []schema.Expectation{
		{Name: "all", That: that("sent > 0 && acked == sent && failed + unknown == 0")},
		{Name: "quick", That: that("ack_latency.p99 >= 0 && devices == 100"), During: []string{"steady"}},
		{Name: "late", That: &schema.Expression{Source: "lag.p99 < var.most", Constants: map[string]map[string]any{"var": {"most": 1000.0}}}},
		{Name: "lossy", That: that("failed > 0")},
	}
	return compile(t, s)
}

// shards are the parts of a run whose n processes take every n-th partition, each
// as it is read back from paper.
func shards(t *testing.T, p *Program, n int, speed schema.Ratio) []Part {
	t.Helper()
	var parts []Part
	for i := range n {
		var lanes [][]int
		for k := range p.plan.Streams {
			if int(p.plan.Streams[k].Partition)%n == i {
				lanes = append(lanes, []int{k})
			}
		}
		began := time.Now()
		s, err := Run(t.Context(), p, newKeeper(), Options{Lanes: lanes, Workers: 2, Speed: speed})
		if err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(NewPart(p.plan, s, began, time.Now()))
		if err != nil {
			t.Fatal(err)
		}
		var part Part
		if err := json.Unmarshal(text, &part); err != nil {
			t.Fatal(err)
		}
		parts = append(parts, part)
	}
	return parts
}

func TestShardsAddUpToTheRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := demanding(t)
		whole, err := Sum(shards(t, p, 1, realSpeed))
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range []int{2, 5} {
			parts := shards(t, p, n, realSpeed)
			slices.Reverse(parts)
			total, err := Sum(parts)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(whole.Run.Streams, total.Run.Streams); diff != "" {
				t.Errorf("%d shards: (-one +sum)\n%s", n, diff)
			}
			a, b := whole.Run, total.Run
			if a.Data != b.Data || *a.Labels != *b.Labels || b.Ack.Count() != a.Ack.Count() || b.Lag.Count() != a.Lag.Count() {
				t.Errorf("%d shards: %+v and %+v", n, a, b)
			}
			if total.Missing() != 0 || total.Planned != b.Data.Planned+b.Labels.Planned {
				t.Errorf("%d shards: %d missing, %d planned", n, total.Missing(), total.Planned)
			}
			if diff := cmp.Diff([]Verdict{Met, Met, Met, Failed}, verdicts(b.Expectations)); diff != "" {
				t.Errorf("%d shards: (-want +got)\n%s\n%+v", n, diff, b.Expectations)
			}
			if got, want := b.Expectations[0].Values, a.Expectations[0].Values; !cmp.Equal(got, want) {
				t.Errorf("%d shards: measured %v, not %v", n, got, want)
			}
			if len(parts[0].Run.Streams) == len(b.Streams) || parts[0].Run.Data == b.Data {
				t.Error("the parts were written to")
			}
		}
	})
}

func TestPercentilesOfShardsAreThoseOfAllRecords(t *testing.T) {
	p := demanding(t)
	parts := shards(t, p, 2, maxSpeed)
	parts[0].Run.Ack, parts[1].Run.Ack = filled(1, 5000, time.Millisecond), filled(2, 100, time.Second)
	both := NewHistogram()
	both.Merge(parts[0].Run.Ack)
	both.Merge(parts[1].Run.Ack)
	total, err := Sum(parts)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := total.Run.Ack.Quantile(0.99), both.Quantile(0.99); got != want {
		t.Errorf("p99 is %v, not %v", got, want)
	}
	if parts[0].Run.Ack.Count() != 5000 {
		t.Error("a part was written to")
	}
	if total.Run.Duration != max(parts[0].Run.Duration, parts[1].Run.Duration) {
		t.Error("it took another time than the longest part")
	}
}

func TestHalfOfTheShardsJudgeNothing(t *testing.T) {
	p := demanding(t)
	for n, parts := range map[int][]Part{2: shards(t, p, 2, maxSpeed)[:1], 5: shards(t, p, 5, maxSpeed)[1:4]} {
		total, err := Sum(parts)
		if err != nil {
			t.Fatal(err)
		}
		if total.Missing() == 0 {
			t.Errorf("%d shards: nothing is missing", n)
		}
		f := total.Run.Expectations[0]
		if f.Verdict != NotEvaluated || !strings.Contains(f.Reason, "partitions are in none of these runs") || f.Values != nil {
			t.Errorf("%d shards: %+v", n, f)
		}
		if f := total.Run.Expectations[2]; f.Verdict != NotApplicable {
			t.Errorf("%d shards at max: %+v", n, f)
		}
	}
}

func TestWhatIsNoPartOfTheRunIsRefused(t *testing.T) {
	p := demanding(t)
	for want, change := range map[string]func(*Part){
		"their plans are ": func(p *Part) { p.Run.Plan = "another" },
		"their events begin at 2026-03-01T22:00:00Z and 2026-03-01T22:00:00.001Z": func(p *Part) { p.Start++ },
		"their speeds are 0/1 and 1/1":                                            func(p *Part) { p.Run.Speed = realSpeed },
		"their plans are not the same":                                            func(p *Part) { p.Streams++ },
		"a part has no summary":                                                   func(p *Part) { p.Run = nil },
		"both sent data/0":                                                        func(p *Part) { p.Run.Streams[0].Partition = 0 },
	} {
		parts := shards(t, p, 2, maxSpeed)
		change(&parts[1])
		if _, err := Sum(parts); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", want, err)
		}
	}
	if _, err := Sum(nil); err == nil {
		t.Error("nothing was summed")
	}
}
