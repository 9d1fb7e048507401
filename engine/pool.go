package engine

import (
	"context"
	"slices"
	"sync"
	"time"
)

const (
	// batchRecords bounds a batch: large enough that what a batch costs (locks, a
	// write) is nothing a record, small enough to stay in a core's cache on its
	// way to the sink: 512 records of 600 bytes are 300 KiB.
	batchRecords = 512

	// bufferRecords is how many records may be rendered and not yet resolved. The
	// Kafka sink buffers 50,000 unless told otherwise: this is more than twice that,
	// so that the bound which a scenario sets is the one that is felt.
	bufferRecords = 1 << 17
)

const (
	// batchBytes bounds a batch of long records, which faults make of any: so many
	// of those that batchRecords are longer. One record alone may be.
	batchBytes = 16 << 20

	// longBatches is how many batches of such records there are: one gibibyte.
	longBatches = 64
)

// Together is how many of some records may be rendered at a time without taking
// more memory than batches are meant to.
func (b Bytes) Together(records int) int {
	if b.Largest <= batchBytes/batchRecords {
		return records
	}
	return max(1, min(records, int(batchBytes/b.Largest)))
}

// buffer is how many records may be on their way, of as many as a sink would like.
func (b Bytes) buffer(records int64) int64 {
	if b.Together(batchRecords) < batchRecords {
		return min(records, longBatches*batchRecords)
	}
	return records
}

// A pool is all the batches that a run ever has, and so its bound on memory:
// batches × batchRecords × a record's size (about 800 bytes with its headers:
// 105 MB by default, were all of them full). When the sink has them all, take
// waits: that is the back-pressure.
//
// The batch that came back last is lent first. A run that keeps few on their way
// touches few, and those are warm: into cold memory a message takes twice as
// long. What a stall made it fill and nobody needed since is let go by shrink.
type pool struct {
	tokens  chan struct{} // one for each batch that is in, or not made yet
	release func(*Batch, Outcome)

	mu     sync.Mutex
	free   []*Batch
	spare  int           // the first so many of free were not needed since shrunk
	shrunk time.Duration // of the run
}

// unneeded is how long a batch lies idle until it is let go: long enough that one
// which every other second needs is not made anew each time.
const unneeded = 10 * time.Second

// newPool has room for records, and for two batches a worker at the least: one
// being filled while another is on its way.
func newPool(records int64, workers int, release func(*Batch, Outcome)) *pool {
	n := max(int(records/batchRecords), 2*workers)
	p := &pool{tokens: make(chan struct{}, n), release: release}
	for range n {
		p.tokens <- struct{}{}
	}
	return p
}

// take lends an empty batch; nil when ctx ends first.
func (p *pool) take(ctx context.Context) *Batch {
	select {
	case <-p.tokens:
	case <-ctx.Done():
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	last := len(p.free) - 1
	if last < 0 {
		return &Batch{release: p.release}
	}
	b := p.free[last]
	p.free[last] = nil
	p.free = p.free[:last]
	p.spare = min(p.spare, last)
	return b
}

// give takes a batch back.
func (p *pool) give(b *Batch) {
	b.Reset()
	p.mu.Lock()
	p.free = append(p.free, b)
	p.mu.Unlock()
	p.tokens <- struct{}{} // never waits: a token was taken for b
}

// shrink lets go, now and then, of batches that nobody needed since it last did.
func (p *pool) shrink(now time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if now < p.shrunk+unneeded {
		return
	}
	p.free = slices.Delete(p.free, 0, p.spare)
	p.spare, p.shrunk = len(p.free), now
}
