package verify

import (
	"context"
	"math"

	"github.com/iotsim/iotsim/engine"
)

const (
	// aheadRecords is how many planned records are rendered at a time: some 100 KB.
	aheadRecords = 256

	// farthest is how many times that are looked at ahead, once something differs.
	farthest = 8
)

// A cursor is where a stream's plan stands. It looks ahead without moving.
type cursor struct {
	program *engine.Program
	stream  int
	planned int64 // records that there are; -1: nobody counts them, the plan has no end
	rank    int64 // of the record at hand

	sequence *engine.Sequence // nil before the first record
	batches  []*engine.Batch  // rendered; the first holds the record at hand
	at       int              // of the first batch, the record at hand
	spare    []*engine.Batch
}

// front is the record at hand; nil behind the last, or if it comes after the event
// time t for certain: of a plan without an end the next record may be years away.
func (c *cursor) front(ctx context.Context, t int64) *engine.Record {
	if len(c.batches) > 0 {
		return &c.batches[0].Records[c.at]
	}
	if c.planned >= 0 && c.rank >= c.planned || !c.render(ctx, t) {
		return nil
	}
	return &c.batches[0].Records[c.at]
}

// pass goes to the next record.
func (c *cursor) pass() {
	c.rank++
	c.at++
	if c.at == len(c.batches[0].Records) {
		c.spare = append(c.spare, c.batches[0])
		c.batches = append(c.batches[:0], c.batches[1:]...)
		c.at = 0
	}
}

// render renders one batch more; false when there is none.
func (c *cursor) render(ctx context.Context, t int64) bool {
	if c.sequence == nil {
		s := c.program.Sequence(c.stream)
		if c.rank > 0 {
			s.Heed(ctx)
			s.MoveTo(c.rank)
			if ctx.Err() != nil {
				return false // it stands anywhere
			}
			s.Heed(context.Background())
		}
		c.sequence = s
	}
	b := &engine.Batch{}
	if n := len(c.spare); n > 0 {
		b, c.spare = c.spare[n-1], c.spare[:n-1]
	}
	b.Reset()
	for c.sequence.Append(b, math.MaxInt64, c.program.Plan().Bytes.Together(aheadRecords)) == 0 {
		if c.sequence.Past(t) || ctx.Err() != nil {
			c.spare = append(c.spare, b)
			return false
		}
	}
	c.batches = append(c.batches, b)
	return true
}

// ahead is the n-th record after the one at hand, from 0, that is itself; nil when
// that is too far to look.
func (c *cursor) ahead(ctx context.Context, n int) *engine.Record {
	n += c.at
	for i := 0; i < farthest; i++ {
		if i == len(c.batches) && !c.render(ctx, math.MinInt64) {
			return nil
		}
		if records := c.batches[i].Records; n < len(records) {
			return &records[n]
		}
		n -= len(c.batches[i].Records)
	}
	return nil
}
