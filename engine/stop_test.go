package engine

import (
	"context"
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"github.com/iotsim/iotsim/schema"
)

func TestWheneverARunIsStoppedItsCountsAddUp(t *testing.T) {
	for seed := range uint64(60) {
		synctest.Test(t, func(t *testing.T) {
			random := rand.New(rand.NewPCG(seed, 5))
			sink := &moody{random: rand.New(rand.NewPCG(seed, 6)), sent: map[int]Account{}}
			o := Options{Workers: 1 + random.IntN(5), Buffer: int64(1 + random.IntN(20_000)), Speed: schema.Ratio{Num: 1 + random.Int64N(20), Den: 1}}
			if random.IntN(4) == 0 {
				o.Speed = maxSpeed
			}
			var sends [][]int64
			for range 1 + random.IntN(6) {
				sends = append(sends, steady(random.IntN(20_000), time.Duration(random.IntN(5))*time.Millisecond))
			}
			ctx, cancel := context.WithTimeout(t.Context(), time.Duration(random.IntN(10_000))*time.Millisecond)
			defer cancel()
			s, err := fakeRun(sink, o, sends...).run(ctx)
			if err != nil {
				t.Fatalf("seed %d: %v", seed, err)
			}
			addsUp(t, s)
			for i, a := range s.Streams {
				want := sink.sent[i]
				want.Planned = int64(len(sends[i]))
				if a.Account != want {
					t.Errorf("seed %d, stream %d: %+v, the sink says %+v", seed, i, a.Account, want)
				}
			}
			if left := s.Data.Unsent() > 0 || s.Data.Unknown > 0; s.Interrupted != (left && ctx.Err() != nil) {
				t.Errorf("seed %d: interrupted %t, unsent %d, unknown %d", seed, s.Interrupted, s.Data.Unsent(), s.Data.Unknown)
			}
		})
	}
}

func TestAStoppedRunDrainsWhatIsOnItsWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sink := &delayed{d: 20 * time.Second}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		s, err := fakeRun(sink, Options{}, steady(1000, time.Second)).run(ctx)
		if err != nil {
			t.Fatal(err)
		}
		addsUp(t, s)
		if s.Data.Failed+s.Data.Unknown > 0 || s.Data.Acked < 60 || !s.Interrupted || s.Reason != "" {
			t.Errorf("%+v, interrupted %t, reason %q", s.Data, s.Interrupted, s.Reason)
		}
		if s.Ack.Quantile(0.5).Round(time.Second) != 20*time.Second {
			t.Errorf("median ack latency %s", s.Ack.Quantile(0.5))
		}
	})
}

func TestARunStoppedBeforeItBeganSendsNothing(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s, err := fakeRun(newKeeper(), Options{Speed: maxSpeed}, steady(1000, 0)).run(ctx)
	if err != nil || s.Data.Sent != 0 || s.Data.Unsent() != 1000 || !s.Interrupted {
		t.Errorf("error %v, %+v, interrupted %t", err, s.Data, s.Interrupted)
	}
}

func TestARunStoppedAfterItsLastAckIsNotInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	sink := newKeeper()
	sink.show = func(Record) string { cancel(); return "" }
	s, err := fakeRun(sink, Options{Speed: maxSpeed}, steady(10, 0)).run(ctx)
	if err != nil || s.Data.Acked != 10 || s.Interrupted {
		t.Errorf("error %v, %+v, interrupted %t", err, s.Data, s.Interrupted)
	}
}

func TestAnEmptyPlanEndsAtOnce(t *testing.T) {
	s, err := fakeRun(newKeeper(), Options{}, nil, nil).run(t.Context())
	if err != nil || s.Data != (Account{}) {
		t.Errorf("error %v, %+v", err, s.Data)
	}
}

// One sink resolves nothing: all must have room.
func TestNoGoroutineOutlivesARun(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	for _, sink := range []Sink{newKeeper(), forgetful{}, &breaking{keeper: newKeeper(), whole: 3}} {
		ctx, cancel := context.WithCancel(context.Background())
		r := fakeRun(sink, Options{Speed: maxSpeed, Workers: 3, Buffer: 1 << 16}, steady(5000, 0), steady(5000, 0), steady(5000, 0))
		if s, _ := r.run(ctx); s.Data.Sent == 0 { // some sinks break, on purpose
			t.Errorf("%T: nothing was sent", sink)
		}
		cancel()
	}
}

func TestLanesAreNotOpenedForARunThatIsOver(t *testing.T) {
	program := compile(t, trial(10))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, l := range openLanes(ctx, program, Options{Lanes: eachStream(len(program.plan.Streams))}) {
		if _, ok := l.source.(*Sequence); ok {
			t.Errorf("streams %v are opened", l.streams)
		}
	}
	s, err := Run(ctx, program, newKeeper(), Options{Speed: maxSpeed})
	if err != nil {
		t.Fatal(err)
	}
	if unsent := s.Data.Unsent(); !s.Interrupted || s.Data.Sent != 0 || unsent == 0 || unsent != s.Data.Planned {
		t.Errorf("interrupted %t, %+v", s.Interrupted, s.Data)
	}
}
