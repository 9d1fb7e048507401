package engine

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// entered is a ledger of three streams and a batch of n records in it: of one
// stream, or of streams 0, 1, 2, 0, 1, 2, …
func entered(n int, merged bool) (*ledger, *Batch) {
	p := &Plan{Streams: make([]Stream, 3), Counts: make([]StreamCount, 3)}
	l := newLedger(p, []*lane{newLane(nothing{}, []int{0, 1, 2})})
	b := &Batch{lane: &lane{streams: []int{1}}}
	if merged {
		b.lane.streams = []int{0, 1, 2}
	}
	for i := range n {
		stream := 1
		if merged {
			stream = i % 3
		}
		b.Records = append(b.Records, Record{Stream: stream})
	}
	l.send(b, time.Second)
	return l, b
}

func TestRecordsOfAMergedBatchEndFromTheFirstOn(t *testing.T) {
	l, b := entered(10, true)
	if l.resolve(b, Outcome{Acked: 4}, 2*time.Second) {
		t.Error("done after four of ten")
	}
	if !l.resolve(b, Outcome{Acked: 1, Unknown: 2, Failed: 3}, 3*time.Second) {
		t.Error("not done after all ten")
	}
	// acked 0 1 2 0, acked 1, unknown 2 0, failed 1 2 0
	want := []Account{
		{Sent: 4, Acked: 2, Unknown: 1, Failed: 1},
		{Sent: 3, Acked: 2, Failed: 1},
		{Sent: 3, Acked: 1, Unknown: 1, Failed: 1},
	}
	if diff := cmp.Diff(want, l.read()); diff != "" {
		t.Error(diff)
	}
}

func TestAckLatencyCountsAckedRecordsOnly(t *testing.T) {
	l, b := entered(10, false)
	l.resolve(b, Outcome{Acked: 4}, 2*time.Second)
	l.resolve(b, Outcome{Failed: 2, Unknown: 3}, 10*time.Second)
	l.resolve(b, Outcome{Acked: 1}, 5*time.Second)
	h := NewHistogram()
	l.pour(h)
	if h.Count() != 5 || h.Quantile(0.5).Round(time.Second/10) != time.Second || h.Max().Round(time.Second/10) != 4*time.Second {
		t.Errorf("count %d, median %s, max %s", h.Count(), h.Quantile(0.5), h.Max())
	}
}

func TestAnEmptyOutcomeEndsNothing(t *testing.T) {
	l, b := entered(1, false)
	if !l.resolve(b, Outcome{Acked: 1}, 0) {
		t.Error("not done")
	}
	if l.resolve(b, Outcome{}, 0) {
		t.Error("the batch came back twice")
	}
}

func TestResolvingMoreThanABatchHoldsPanics(t *testing.T) {
	for _, o := range []Outcome{{Acked: 11}, {Acked: 8, Failed: 8}, {Unknown: 12, Failed: -2}} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%+v was taken", o)
				}
			}()
			l, b := entered(10, false)
			l.resolve(b, o, 0)
		}()
	}
}

func TestTheBooksStayClosed(t *testing.T) {
	l, b := entered(10, false)
	l.resolve(b, Outcome{Acked: 4}, 0)
	if left := l.close(); left != 6 {
		t.Errorf("%d left", left)
	}
	if l.resolve(b, Outcome{Acked: 6}, 0) {
		t.Error("a batch came back after the end")
	}
	if got, want := l.read()[1], (Account{Sent: 10, Acked: 4, Unknown: 6}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}
