package verify

import (
	"context"
	"math"

	"github.com/iotsim/iotsim/engine"
)

// aheadRecords is how many planned records are rendered at a time: some 100 KB.
const aheadRecords = 256

// A check is two cursors on one partition, the plan's and the topic's, which
// advance together while they are equal.
type check struct {
	program *engine.Program
	stream  int
	anyRun  bool
	endless bool  // the plan lasts forever: it publishes as much as it was let
	sent    int64 // of such a plan, what the run is known to have sent

	result Partition
	runs   []Run // that wrote what was read
	err    error

	sequence *engine.Sequence // of what is planned; nil before the first record and after the last
	batch    engine.Batch     // planned records, rendered ahead
	ahead    int              // of batch, the next one
	rank     int64            // of the next planned record
}

func newCheck(program *engine.Program, stream int, base int64, anyRun bool) *check {
	plan := program.Plan()
	return &check{
		program: program, stream: stream, anyRun: anyRun, endless: plan.Forever,
		result: Partition{Stream: plan.Streams[stream], Base: base, End: base, Planned: plan.Counts[stream].Published},
	}
}

// read advances to the offset end.
func (c *check) read(ctx context.Context, source Source, end int64) {
	if c.err != nil || end <= c.result.End {
		return
	}
	from := c.result.End
	c.err = source.Read(ctx, c.result.Stream, from, end, func(r *Record) error { c.take(ctx, r); return nil })
	if c.err == nil {
		c.result.End = end
	}
}

// take compares the next record. After the first difference it only counts:
// what follows a lost record differs in its place, and says nothing new.
func (c *check) take(ctx context.Context, r *Record) {
	c.result.Read++
	c.note(r)
	if c.result.First != nil {
		return
	}
	planned := c.next(ctx, c.offset(r.Timestamp))
	c.result.First = c.compare(planned, r)
	if planned != nil {
		c.rank++
	}
	if c.result.First == nil {
		c.result.Equal++
	}
}

// maxRuns is how many runs a report names.
const maxRuns = 8

// note counts the record for the run that wrote it. Records of one run mostly
// follow each other.
func (c *check) note(r *Record) {
	for i := range r.Headers {
		if h := &r.Headers[i]; h.Key == engine.HeaderRun {
			for j := range c.runs {
				if c.runs[j].Run == string(h.Value) {
					c.runs[j].Records++
					return
				}
			}
			if len(c.runs) < maxRuns {
				c.runs = append(c.runs, Run{string(h.Value), 1})
			}
			return
		}
	}
}

// offset is the latest time since the plan's start that a timestamp may be of.
func (c *check) offset(millis int64) int64 {
	plan, start := c.program.Plan(), int64(0)
	if plan.Start != nil {
		start = *plan.Start
	}
	return min(max(millis-start, -1), plan.Duration/1e6)*1e6 + 1e6 - 1
}

// next is the planned record at rank; nil behind the last, or if it comes after the
// event time t for certain: of a plan without an end the next record may be years
// away.
func (c *check) next(ctx context.Context, t int64) *engine.Record {
	if !c.endless && c.rank >= c.result.Planned {
		c.sequence, c.batch = nil, engine.Batch{}
		return nil
	}
	if c.sequence == nil {
		c.sequence = c.program.Sequence(c.stream)
	}
	if c.ahead == len(c.batch.Records) {
		c.batch.Reset()
		c.ahead = 0
		for c.sequence.Append(&c.batch, math.MaxInt64, c.program.Plan().Bytes.Together(aheadRecords)) == 0 {
			if c.sequence.Past(t) || ctx.Err() != nil {
				return nil
			}
		}
	}
	r := &c.batch.Records[c.ahead]
	c.ahead++
	return r
}

// report closes the books at what was read: planned records behind that are missing.
func (c *check) report() Partition {
	p := c.result
	if c.endless {
		p.Planned = max(p.Read, c.sent)
	}
	if c.err != nil {
		p.Unread = c.err.Error()
	}
	if p.First != nil || c.err != nil || c.rank >= p.Planned {
		return p
	}
	p.First = &Difference{Rank: c.rank, Offset: p.End, What: Missing}
	if planned := c.peek(); planned != nil {
		p.First.Planned = describe(planned.Key, planned.Headers)
	}
	return p
}

// peek is the planned record at rank, if it is near; it stays the next one.
func (c *check) peek() *engine.Record {
	r := c.next(context.Background(), math.MinInt64)
	if r != nil {
		c.ahead--
	}
	return r
}
