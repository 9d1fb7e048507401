package engine

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/iotsim/iotsim/schema"
)

// A sluggish sink takes its time over each of its first batches.
type sluggish struct {
	*keeper
	batches atomic.Int64
	each    time.Duration
}

func newSluggish(batches int64, each time.Duration) *sluggish {
	s := &sluggish{keeper: newKeeper(), each: each}
	s.batches.Store(batches)
	return s
}

func (s *sluggish) Write(ctx context.Context, b *Batch) error {
	if s.batches.Add(-1) >= 0 {
		time.Sleep(s.each)
	}
	return s.keeper.Write(ctx, b)
}

func TestOneStuckLaneDoesNotHoldUpTheOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sink := &stuck{keeper: newKeeper(), stream: 1}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		s, err := fakeRun(sink, Options{Workers: 2, Drain: time.Second}, steady(60, time.Second), steady(60, time.Second), steady(60, time.Second)).run(ctx)
		if !errors.Is(err, errDrain) {
			t.Errorf("error %v", err)
		}
		addsUp(t, s)
		want := []Account{{Planned: 60, Sent: 60, Acked: 60}, {Planned: 60, Sent: 1, Failed: 1}, {Planned: 60, Sent: 60, Acked: 60}}
		for i, a := range s.Streams {
			if a.Account != want[i] {
				t.Errorf("stream %d: %+v, want %+v", i, a.Account, want[i])
			}
		}
		if !s.Interrupted {
			t.Error("not said to be interrupted")
		}
	})
}

// A stuck sink never writes one stream.
type stuck struct {
	*keeper
	stream int
}

func (s *stuck) Write(ctx context.Context, b *Batch) error {
	if b.Records[0].Stream != s.stream {
		return s.keeper.Write(ctx, b)
	}
	<-ctx.Done()
	b.Resolve(Outcome{Failed: int64(len(b.Records)), Err: context.Cause(ctx)})
	return context.Cause(ctx)
}

// A hoarder resolves nothing until it is flushed, and then says unknown.
type hoarder struct {
	mu    sync.Mutex
	batch []*Batch
}

func (h *hoarder) Write(_ context.Context, b *Batch) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.batch = append(h.batch, b)
	return nil
}

func (h *hoarder) Flush(ctx context.Context) error {
	<-ctx.Done()
	for _, b := range h.batch {
		b.Resolve(Outcome{Unknown: int64(len(b.Records)), Err: context.Cause(ctx)})
	}
	return context.Cause(ctx)
}

func TestASinkThatResolvesNothingHoldsTheRunUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		sink := &hoarder{}
		s, err := fakeRun(sink, Options{Speed: maxSpeed, Buffer: 10 * batchRecords, Workers: 3},
			steady(100_000, 0), steady(100_000, 0), steady(100_000, 0)).run(ctx)
		if !errors.Is(err, errDrain) {
			t.Errorf("error %v", err)
		}
		addsUp(t, s)
		if want := (Account{Planned: 300_000, Sent: 10 * batchRecords, Unknown: 10 * batchRecords}); s.Data != want {
			t.Errorf("%+v, want %+v", s.Data, want)
		}
		if len(sink.batch) != 10 || s.Duration != 90*time.Second || !s.Interrupted || s.Reason == "" {
			t.Errorf("%d batches, took %s, interrupted %t, reason %q", len(sink.batch), s.Duration, s.Interrupted, s.Reason)
		}
	})
}

// A forgetful sink resolves only part of what it gets, whatever it has promised.
type forgetful struct{}

func TestWhatNoSinkResolvedIsUnknown(t *testing.T) {
	s, err := fakeRun(forgetful{}, Options{Speed: maxSpeed}, steady(1000, 0)).run(t.Context())
	if err == nil || err.Error() != "the sink left 500 records unresolved" {
		t.Errorf("error %v", err)
	}
	addsUp(t, s)
	if want := (Account{Planned: 1000, Sent: 1000, Acked: 500, Unknown: 500}); s.Data != want {
		t.Errorf("%+v, want %+v", s.Data, want)
	}
}

// A breaking sink writes so many batches, then half of one, then nothing.
type breaking struct {
	*keeper
	mu    sync.Mutex
	whole int
}

var errBroken = errors.New("the far end is gone")

func (s *breaking) Write(ctx context.Context, b *Batch) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.whole--; s.whole >= 0 {
		return s.keeper.Write(ctx, b)
	}
	n := int64(len(b.Records))
	b.Resolve(Outcome{Acked: n / 2})
	b.Resolve(Outcome{Unknown: 1, Failed: n - n/2 - 1, Err: errBroken})
	return errBroken
}

func TestAnErrorOfTheSinkEndsTheRun(t *testing.T) {
	for _, workers := range []int{1, 4} {
		synctest.Test(t, func(t *testing.T) {
			r := fakeRun(&breaking{keeper: newKeeper(), whole: 4}, Options{Workers: workers, Speed: maxSpeed},
				steady(10_000, time.Second), steady(10_000, time.Second), steady(10_000, time.Second), steady(10_000, time.Second))
			s, err := r.run(t.Context())
			if !errors.Is(err, errBroken) {
				t.Fatalf("error %v", err)
			}
			addsUp(t, s)
			// Four whole batches and the half of a fifth; every worker may have met the
			// error with a batch in hand.
			if s.Interrupted || s.Reason != errBroken.Error() || s.Data.Acked < 4*batchRecords || s.Data.Sent > int64(4+workers)*batchRecords {
				t.Errorf("%+v, interrupted %t, reason %q", s.Data, s.Interrupted, s.Reason)
			}
		})
	}
}

func TestAnErrorNamesStreamAndPlanTime(t *testing.T) {
	_, err := fakeRun(&breaking{keeper: newKeeper(), whole: 2}, Options{Speed: maxSpeed}, steady(5000, time.Second)).run(t.Context())
	if want := "t [0] at 17m4s: the far end is gone"; err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}

// A moody sink resolves late, in parts, in any order of batches, and now and then
// as failed or unknown.
type moody struct {
	mu      sync.Mutex
	random  *rand.Rand
	sent    map[int]Account
	pending sync.WaitGroup
}

func (m *moody) Write(_ context.Context, b *Batch) error {
	time.Sleep(m.enter(b))
	return nil
}

// enter decides how a batch ends, and how long it takes to be written.
func (m *moody) enter(b *Batch) time.Duration {
	m.mu.Lock()
	defer m.mu.Unlock()
	stream := b.Records[0].Stream
	a := m.sent[stream]
	for left := int64(len(b.Records)); left > 0; {
		n := 1 + m.random.Int64N(left)
		left -= n
		o := Outcome{Acked: n}
		switch m.random.IntN(20) {
		case 0:
			o = Outcome{Failed: n, Err: errBroken}
		case 1:
			o = Outcome{Unknown: n, Err: errBroken}
		}
		a = a.Plus(Account{Sent: n, Acked: o.Acked, Failed: o.Failed, Unknown: o.Unknown})
		m.pending.Add(1)
		time.AfterFunc(time.Duration(m.random.IntN(500))*time.Millisecond, func() {
			b.Resolve(o)
			m.pending.Done()
		})
	}
	m.sent[stream] = a
	return time.Duration(m.random.IntN(3)) * time.Millisecond
}

func (m *moody) Flush(context.Context) error {
	m.pending.Wait()
	return nil
}

// A delayed sink acks after a while.
type delayed struct {
	d       time.Duration
	pending sync.WaitGroup
}

func (s *delayed) Write(_ context.Context, b *Batch) error {
	s.pending.Add(1)
	time.AfterFunc(s.d, func() {
		b.Resolve(Outcome{Acked: int64(len(b.Records))})
		s.pending.Done()
	})
	return nil
}

func (s *delayed) Flush(context.Context) error {
	s.pending.Wait()
	return nil
}

func TestARunBuffersMoreThanItsSinks(t *testing.T) {
	for _, test := range []struct {
		sinks []int64
		want  int64
	}{
		{[]int64{0}, bufferRecords},
		{[]int64{1_000}, 1_000},
		{[]int64{500_000, 0}, 500_000 + bufferRecords},
	} {
		p := &Plan{}
		for _, n := range test.sinks {
			p.Sinks = append(p.Sinks, schema.Sink{BufferRecords: n})
		}
		o := Options{Workers: 3, Lanes: [][]int{{0}, {1}}}.withDefaults(p)
		if want := test.want + 2*2*batchRecords; o.Buffer != want { // two workers find lanes
			t.Errorf("sinks of %v records: %d, want %d", test.sinks, o.Buffer, want)
		}
	}
}

// An idle sink acks and forgets.
type idle struct{}
