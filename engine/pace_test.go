package engine

import (
	"context"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"

	"github.com/iotsim/iotsim/schema"
)

// speeds are exact, slow, fast, and as large as they may be.
var speeds = []schema.Ratio{
	{Num: 1, Den: 1}, {Num: 60, Den: 1}, {Num: 1, Den: 3}, {Num: 3, Den: 7}, {Num: 1_000_003, Den: 999_983},
	{Num: math.MaxInt64, Den: 1}, {Num: 1, Den: math.MaxInt64},
}

func TestARecordIsDueExactlyWhenItsTimeIsReached(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, speed := range speeds {
		p := newPacer(speed)
		for i := range 2000 {
			if i > 1000 { // that went on behind others, or began at another moment
				p.from, p.wall = random.Int64N(1<<(1+random.IntN(50))), time.Duration(random.Int64N(1<<50)-1<<49)
			}
			send := random.Int64N(1 << (1 + random.IntN(61)))
			elapsed := time.Duration(random.Int64N(1 << (1 + random.IntN(61))))
			for _, e := range []time.Duration{elapsed, p.due(send) - 1, p.due(send), p.due(send) + 1} {
				// Past the end of int64 both say "never", and nothing is due then.
				if e < 0 || e >= never-1 || p.reached(e) >= never-1 || send < p.from || p.length(send-p.from) >= never-1 {
					continue
				}
				if (send <= p.reached(e)) != (p.due(send) <= e) {
					t.Fatalf("speed %v, elapsed %d: reached %d, but %d is due at %d", speed, e, p.reached(e), send, p.due(send))
				}
			}
		}
	}
}

func TestPlanTimeIsElapsedTimesSpeedRoundedDown(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for _, speed := range speeds {
		for range 500 {
			elapsed := random.Int64()
			want := big.NewInt(elapsed)
			want.Mul(want, big.NewInt(speed.Num)).Quo(want, big.NewInt(speed.Den))
			if limit := big.NewInt(never - 1); want.Cmp(limit) > 0 {
				want = limit
			}
			if got := newPacer(speed).reached(time.Duration(elapsed)); got != want.Int64() {
				t.Fatalf("speed %v, elapsed %d: reached %d, want %d", speed, elapsed, got, want)
			}
		}
	}
}

func TestAtMaxEverythingIsDueAtOnce(t *testing.T) {
	p := newPacer(schema.Ratio{Num: 0, Den: 1})
	if p.reached(0) != never-1 || p.due(never-1) != 0 {
		t.Errorf("reached %d, due %s", p.reached(0), p.due(never-1))
	}
}

func TestAWorkerWakesWhenARecordIsDueButAtMostOnceATick(t *testing.T) {
	p := newPacer(schema.Ratio{Num: 2, Den: 1})
	for _, c := range []struct {
		name      string
		woke, now time.Duration
		next      int64
		want      time.Duration
	}{
		{"due far ahead", time.Second, time.Second, int64(10 * time.Second), 4 * time.Second},
		{"due within the tick", time.Second, time.Second, int64(2*time.Second + 1), tick},
		{"part of the tick was work", time.Second, time.Second + 2*time.Millisecond, 0, tick - 2*time.Millisecond},
		{"work took longer than the tick", time.Second, 2 * time.Second, 0, tick - time.Second},
	} {
		if got := p.wait(c.woke, c.now, c.next); got != c.want {
			t.Errorf("%s: wait %s, want %s", c.name, got, c.want)
		}
	}
}

func TestGraceEndsOnlyAfterTheDrain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		running, stop := context.WithTimeout(t.Context(), time.Minute)
		defer stop()
		late, end := context.WithCancelCause(t.Context())
		start := time.Now()
		grace(running, late, end, 30*time.Second)
		if took := time.Since(start); took != 90*time.Second || late.Err() == nil {
			t.Errorf("ended after %s, late: %v", took, late.Err())
		}
	})
}

func TestGraceReturnsWhenNothingIsLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		running, stop := context.WithCancel(t.Context())
		stop()
		late, end := context.WithCancelCause(t.Context())
		start := time.Now()
		time.AfterFunc(2*time.Second, func() { end(nil) })
		grace(running, late, end, 30*time.Second)
		if took := time.Since(start); took != 2*time.Second || context.Cause(late) != context.Canceled {
			t.Errorf("returned after %s, late: %v", took, context.Cause(late))
		}
	})
}

func TestVisitsNeverPileUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithTimeout(t.Context(), 10*time.Second+time.Millisecond)
		defer stop()
		visits := 0
		every(ctx, time.Second, func() {
			visits++
			if visits == 1 {
				time.Sleep(5500 * time.Millisecond) // a slow watcher
			}
		})
		// At 1 s, at 6.5 s (the one that was waiting), at 7, 8, 9 and 10 s.
		if visits != 6 {
			t.Errorf("%d visits", visits)
		}
	})
}
