package engine

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

// lend fills a batch of the pool with so many records.
func lend(t *testing.T, p *pool, records int) *Batch {
	t.Helper()
	b := p.take(t.Context())
	for range records {
		b.Records = append(b.Records, Record{})
	}
	p.fill(b)
	return b
}

func TestAPoolHasRoomForSoManyRecords(t *testing.T) {
	for _, c := range []struct {
		records       int64
		workers, each int
		long          bool
		want          int // batches
	}{
		{10 * batchRecords, 1, batchRecords, false, 10},
		{1, 1, batchRecords, false, 2}, // one being filled, one on its way
		{0, 8, batchRecords, false, 16},
		{10 * batchRecords, 1, batchRecords / 2, false, 19}, // the last must have room for a full one
		{10 * batchRecords, 1, 1, false, 9*batchRecords + 1},
		{10 * batchRecords, 1, 1, true, 10},
	} {
		p := newPool(c.records, c.workers, nil)
		p.long = c.long
		for range c.want {
			lend(t, p, c.each)
		}
		ended, cancel := context.WithCancel(t.Context())
		cancel()
		if p.room.TryAcquire(batchRecords) || p.take(ended) != nil {
			t.Errorf("%+v: more than that", c)
		}
	}
}

// Batches that grew at different times take no more memory than the records do for
// which there is room, and as much again while those are on their way.
func TestAPoolKeepsMemoryForNoMoreThanItsRecords(t *testing.T) {
	p := newPool(4*batchRecords, 1, nil)
	for range 20 {
		var lent []*Batch
		for range 2 * batchRecords {
			lent = append(lent, lend(t, p, 1)) // none is free for those that grow
		}
		big := []*Batch{lend(t, p, batchRecords), lend(t, p, batchRecords)}
		for _, b := range append(lent, big...) { // the big are lent first, for one record each
			p.give(b)
		}
		kept := int64(0)
		for _, b := range p.free {
			kept += b.kept
		}
		if kept > p.size || kept != p.kept {
			t.Fatalf("memory for %d records, counted as %d, of %d", kept, p.kept, p.size)
		}
	}
	if !p.room.TryAcquire(p.size) {
		t.Error("room is lost")
	}
}

func TestAPoolLendsTheBatchThatCameBackLast(t *testing.T) {
	p := newPool(4*batchRecords, 1, nil)
	a, b := lend(t, p, 1), lend(t, p, 1)
	p.give(b)
	p.give(a)
	if p.take(t.Context()) != a || p.take(t.Context()) != b || len(a.Records) != 0 {
		t.Error("not the warm batch, or not an empty one")
	}
}

func TestAPoolLetsGoOfWhatNobodyNeeds(t *testing.T) {
	p := newPool(8*batchRecords, 1, nil)
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
		{8, 5 * unneeded, 8},
	} {
		var lent []*Batch
		for range step.needed {
			lent = append(lent, lend(t, p, 1))
		}
		for _, b := range lent {
			p.give(b)
		}
		p.shrink(step.now)
		if len(p.free) != step.kept || p.kept != int64(step.kept) {
			t.Errorf("%d needed by %v: %d kept, want %d", step.needed, step.now, len(p.free), step.kept)
		}
	}
}

func TestTakingFromAnEmptyPoolWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(0, 1, nil)
		b := lend(t, p, batchRecords)
		lend(t, p, batchRecords)
		time.AfterFunc(time.Minute, func() { p.give(b) })
		start := time.Now()
		if got := p.take(t.Context()); got != b || time.Since(start) != time.Minute {
			t.Errorf("got %p after %s, want %p", got, time.Since(start), b)
		}
	})
}
