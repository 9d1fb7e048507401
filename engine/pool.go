package engine

import (
	"context"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"
)

const (
	// batchRecords bounds a batch: large enough that what a batch costs (locks, a
	// write) is nothing a record, small enough to stay in a core's cache on its
	// way to the sink: 512 records of 600 bytes are 300 KiB.
	batchRecords = 512

	// bufferRecords is how many records a sink may have and not yet have resolved. The
	// Kafka sink buffers 50,000 unless told otherwise: this is more, so that its own
	// bound is the one that is felt.
	bufferRecords = 1 << 16
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

// A pool lends batches, and so bounds what a run takes: no more records than it has
// room for are rendered and not yet resolved, however few a batch holds, and batches
// keep memory for no more than as many again (a record of 600 bytes takes about 800
// with its headers: 55 MB by default, were it full). When there is no room for a
// batch, take waits: that is the back-pressure.
//
// The batch that came back last is lent first. A run that keeps few on their way
// touches few, and those are warm: into cold memory a message takes twice as
// long. What a stall made it fill and nobody needed since is let go by shrink.
type pool struct {
	room    *semaphore.Weighted // for records
	size    int64               // of room
	long    bool                // each batch counts as a full one
	release func(*Batch, Outcome)

	mu     sync.Mutex
	free   []*Batch
	kept   int64         // records that batches, lent and free, have memory for: as many as each ever held
	spare  int           // the first so many of free were not needed since shrunk
	shrunk time.Duration // of the run
}

// unneeded is how long a batch lies idle until it is let go: long enough that one
// which every other second needs is not made anew each time.
const unneeded = 10 * time.Second

// newPool has room for records, and for two batches a worker at the least: one
// being filled while another is on its way.
func newPool(records int64, workers int, release func(*Batch, Outcome)) *pool {
	size := max(records, int64(2*workers*batchRecords))
	return &pool{room: semaphore.NewWeighted(size), size: size, release: release}
}

// take lends an empty batch, with room for a full one; nil when ctx ends first.
func (p *pool) take(ctx context.Context) *Batch {
	if p.room.Acquire(ctx, batchRecords) != nil {
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

// fill is after rendering: what the batch does not need of its room is others'.
func (p *pool) fill(b *Batch) {
	b.room = batchRecords
	if !p.long {
		b.room = int64(len(b.Records))
	}
	p.room.Release(batchRecords - b.room)
	if more := int64(len(b.Records)) - b.kept; more > 0 {
		b.kept += more
		p.mu.Lock()
		p.kept += more
		p.mu.Unlock()
	}
}

// give takes a batch back that was filled.
func (p *pool) give(b *Batch) {
	b.Reset()
	room := b.room
	p.mu.Lock()
	if p.kept > p.size {
		p.kept -= b.kept // and its memory goes
	} else {
		p.free = append(p.free, b)
	}
	p.mu.Unlock()
	p.room.Release(room)
}

// shrink lets go, now and then, of batches that nobody needed since it last did.
func (p *pool) shrink(now time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if now < p.shrunk+unneeded {
		return
	}
	for _, b := range p.free[:p.spare] {
		p.kept -= b.kept
	}
	p.free = slices.Delete(p.free, 0, p.spare)
	p.spare, p.shrunk = len(p.free), now
}
