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

func TestAPoolLetsGoOfWhatNobodyNeeds(t *testing.T) {
	p := newPool(8*batchRecords, 1, nil)
	lend := func(n int) {
		var lent []*Batch
		for range n {
			lent = append(lent, p.take(t.Context()))
		}
		for _, b := range lent {
			p.give(b)
		}
	}
	for _, step := range []struct {
		needed int
		now    time.Duration
		kept   int
	}{
		{8, 0, 8},
		{3, unneeded, 8}, // all were needed since it began
		{3, 2*unneeded - 1, 8},
		{2, 2 * unneeded, 3}, // three were, since
		{4, 3 * unneeded, 4},
		{0, 4 * unneeded, 0}, // nobody took any
		{8, 5 * unneeded, 8}, // and it has all its tokens still
	} {
		lend(step.needed)
		p.shrink(step.now)
		if len(p.free) != step.kept {
			t.Errorf("%d needed by %v: %d kept, want %d", step.needed, step.now, len(p.free), step.kept)
		}
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
