package engine

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

func TestAPoolHasNoMoreBatchesThanItsRecords(t *testing.T) {
	for _, c := range []struct {
		records       int64
		workers, want int
	}{
		{10 * batchRecords, 1, 10},
		{1, 1, 2}, // one being filled, one on its way
		{0, 8, 16},
	} {
		p := newPool(c.records, c.workers, nil)
		ctx, cancel := context.WithCancel(t.Context())
		n := 0
		for ; n < c.want; n++ {
			if p.take(ctx) == nil {
				t.Fatalf("%+v: only %d batches", c, n)
			}
		}
		cancel()
		if p.take(ctx) != nil {
			t.Errorf("%+v: more than %d batches", c, n)
		}
	}
}

func TestAPoolLendsTheBatchThatCameBackLast(t *testing.T) {
	p := newPool(4*batchRecords, 1, nil)
	a, b := p.take(t.Context()), p.take(t.Context())
	a.Records = append(a.Records, Record{})
	p.give(b)
	p.give(a)
	if p.take(t.Context()) != a || p.take(t.Context()) != b || len(a.Records) != 0 {
		t.Error("not the warm batch, or not an empty one")
	}
}

func TestTakingFromAnEmptyPoolWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(0, 1, nil)
		b := p.take(t.Context())
		p.take(t.Context())
		time.AfterFunc(time.Minute, func() { p.give(b) })
		start := time.Now()
		if got := p.take(t.Context()); got != b || time.Since(start) != time.Minute {
			t.Errorf("got %p after %s, want %p", got, time.Since(start), b)
		}
	})
}
