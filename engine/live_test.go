package engine

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// A desk keeps batches until it is told what they come to.
type desk struct {
	mu      sync.Mutex
	batches []*Batch
	refuses error
}

func (h *desk) Write(_ context.Context, b *Batch) error {
	if h.refuses != nil {
		b.Resolve(Outcome{Failed: int64(len(b.Records)), Err: h.refuses})
		return h.refuses
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.batches = append(h.batches, b)
	return nil
}

func (h *desk) ack() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, b := range h.batches {
		b.Resolve(Outcome{Acked: int64(len(b.Records))})
	}
	h.batches = nil
}

func (h *desk) Flush(context.Context) error { h.ack(); return nil }

func TestALiveRunIsSeenAsItIs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var live Live
		if live.Look() != nil {
			t.Error("a run is seen that has not begun")
		}
		h := &desk{}
		r := fakeRun(h, Options{Workers: 1, Live: &live, StartAt: time.Now().Add(time.Minute)}, steady(100, time.Second))
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			_, _ = r.run(t.Context())
		}()

		time.Sleep(30 * time.Second)
		if s := live.Look(); s.Active || s.Done || s.Online != 0 {
			t.Errorf("before its moment: %+v", s)
		}
		time.Sleep(40*time.Second + 500*time.Millisecond) // ten seconds and a half into the plan
		s := live.Look()
		if !s.Active || s.Streams[0].Sent != 11 || s.Streams[0].Acked != 0 || s.Ack.Count() != 0 {
			t.Errorf("after ten seconds: %+v", s)
		}
		// Eleven values, 0 to 10, of one digit but the last.
		if got := s.Sinks[0]; got.Records != 11 || got.Bytes != 12 || got.Quiet.Round(time.Second/10) != 10500*time.Millisecond {
			t.Errorf("nothing was resolved: %+v", got)
		}
		if s.Lag.Count() != 11 || s.Render.Count == 0 || s.Render.Within[len(s.Render.Within)-1] != s.Render.Count {
			t.Errorf("%d lags, and making them: %+v", s.Lag.Count(), s.Render)
		}

		h.ack()
		if s = live.Look(); s.Sinks[0] != (SinkState{}) || s.Ack.Count() != 11 || s.Streams[0].Acked != 11 {
			t.Errorf("all was acked: %+v", s)
		}
		time.Sleep(5 * time.Second) // glances go by: what they took is not lost
		if s = live.Look(); s.Ack.Count() != 11 || s.Lag.Count() != 16 {
			t.Errorf("%d acks and %d lags", s.Ack.Count(), s.Lag.Count())
		}

		<-ended
		if s = live.Look(); !s.Done || s.Active || s.Target != 0 || s.Streams[0].Acked != 100 || s.Ack.Count() != 100 || s.Lag.Count() != 100 {
			t.Errorf("at the end: %+v", s)
		}
	})
}

// A pause is not a stall: what is quiet is a sink that has something in hand.
func TestASinkIsQuietOnlyWhileItHasRecords(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var live Live
		h := &desk{}
		hour := int64(time.Hour)
		r := fakeRun(h, Options{Workers: 1, Live: &live}, []int64{0, hour, hour + 1, 2 * hour})
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			_, _ = r.run(t.Context())
		}()
		time.Sleep(time.Second)
		h.ack()
		time.Sleep(time.Hour - 2*time.Second)
		if s := live.Look(); s.Sinks[0].Quiet != 0 || s.Starved.Behind != 0 {
			t.Errorf("in the pause: %+v", s)
		}
		time.Sleep(2 * time.Second)
		if s := live.Look(); s.Sinks[0].Records != 2 || s.Sinks[0].Quiet > 2*time.Second {
			t.Errorf("just after it: %+v", s.Sinks)
		}
		<-ended
	})
}

func TestBatchesThatASinkRefusedAreCounted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var live Live
		h := &desk{refuses: errors.New("full")}
		r := fakeRun(h, Options{Workers: 1, Live: &live}, steady(3, time.Second))
		if _, err := r.run(t.Context()); !errors.Is(err, h.refuses) {
			t.Error(err)
		}
		if s := live.Look(); s.Sinks[0].Errors != 1 || s.Sinks[0].Records != 0 || s.Streams[0].Failed != 1 {
			t.Errorf("%+v", s)
		}
	})
}

func TestBucketsHoldWhatIsWithinTheirBounds(t *testing.T) {
	h := NewHistogram()
	for _, d := range []time.Duration{0, time.Millisecond, 2 * time.Millisecond, time.Second, time.Hour} {
		h.Record(d, 2)
	}
	b := h.Buckets(time.Millisecond, 1500*time.Microsecond, 2*time.Millisecond, time.Minute)
	for i, want := range []int64{4, 4, 6, 8} {
		if b.Within[i] != want {
			t.Errorf("within %s: %d, not %d", b.Bounds[i], b.Within[i], want)
		}
	}
	want := 2 * (3*time.Millisecond + time.Second + time.Hour)
	if b.Count != 10 || (b.Sum-want).Abs() > want/1000 {
		t.Errorf("%d in all, %s, not %s", b.Count, b.Sum, want)
	}
}
