package verify

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/readback"
)

// A check is two cursors on one partition, the plan's and the topic's, which
// advance together while they are equal. A record that is not the next one is
// found in the plan by its name; what that means for the order is decided over
// the records that are held.
type check struct {
	comparison
	cursor
	names   *names
	endless bool  // the plan lasts forever: it publishes as much as it was let
	sent    int64 // of such a plan, what the run is known to have sent
	topic   Topic

	result Partition
	shown  map[shownKey]int // index in result.Examples of what may turn out to be something else
	runs   []Run            // that wrote what was read
	err    error
	next   int64 // offset that comes next

	held  []held
	early map[uint64]premature // read before their turn, by name
	over  memory               // of those, the ones whose turn is over
	lost  losses               // planned and passed
}

func newCheck(program *engine.Program, stream int, base int64, names *names, o Options) *check {
	plan := program.Plan()
	c := &check{
		comparison: comparison{level: o.Level, anyRun: o.AnyRun}, names: names, endless: plan.Forever,
		cursor: cursor{program: program, stream: stream, planned: plan.Counts[stream].Published},
		topic:  Topic{Acked: -1}, next: base,
		result: Partition{Stream: plan.Streams[stream], Base: base, End: base, Planned: plan.Counts[stream].Published},
	}
	if plan.Forever {
		c.planned = -1
	}
	return c
}

// read advances to the offset end.
func (c *check) read(ctx context.Context, source readback.Source, end int64) {
	if c.err != nil || end <= c.result.End {
		return
	}
	from := max(c.next, c.topic.Start)
	c.skip(ctx, from)
	if c.level == Count {
		c.result.Read += max(0, end-from)
		c.next, c.result.End = end, end
		return
	}
	c.err = source.Read(ctx, c.result.Stream, from, end, func(r *readback.Record) error { c.take(ctx, r); return nil })
	if lost := (*LostError)(nil); errors.As(c.err, &lost) {
		c.result.Found.DataLoss += lost.Records
		c.show(Difference{Kind: DataLoss, Rank: -1, Offset: c.next - lost.Records, Records: lost.Records}, 0)
	}
	if c.err == nil {
		c.gap(end, end)
		c.result.End = end
	}
}

// skip goes over what the topic had and has no more. On a topic of its own the
// run's n-th record is at the n-th offset, so it is known what that was.
func (c *check) skip(ctx context.Context, from int64) {
	gone := from - c.next
	if gone <= 0 {
		return
	}
	c.settle(ctx, true)
	if c.planned >= 0 {
		gone = min(gone, c.planned-c.rank)
	}
	c.result.Found.Unverifiable += gone
	c.show(Difference{Kind: Unverifiable, Rank: c.rank, Offset: c.next, Records: gone}, 0)
	c.doubt("its oldest records are gone: they outlived the topic's retention, or were deleted")
	c.next = from
	if c.sequence == nil {
		c.rank += gone // the sequence will begin there
		return
	}
	for ; gone > 0 && c.turn(ctx, math.MaxInt64) != nil; gone-- {
		c.pass()
	}
}

func (c *check) doubt(why string) {
	if c.result.Doubt == "" {
		c.result.Doubt = why
	}
}

// behind looks for records that name the run among those behind its own end: copies,
// or what others went on with. The rest is other runs'.
func (c *check) behind(ctx context.Context, source readback.Source) {
	if c.err != nil || c.level == Count || c.anyRun || c.result.After == 0 {
		return
	}
	from, end := c.result.End, c.result.End+c.result.After
	if c.planned < 0 || c.come() >= c.planned { // nothing of the run is to be expected in what is gone
		from = max(from, c.topic.Start)
	}
	c.err = source.Read(ctx, c.result.Stream, from, end, func(r *readback.Record) error {
		if c.ours(r) {
			c.result.After--
			c.compare(ctx, r)
		}
		return nil
	})
}

// take compares the next record.
func (c *check) take(ctx context.Context, r *readback.Record) {
	c.gap(r.Offset, r.Offset+1)
	c.compare(ctx, r)
}

// compare holds a record against the plan.
func (c *check) compare(ctx context.Context, r *readback.Record) {
	c.result.Read++
	c.note(r)
	if len(c.held) == 0 {
		if planned := c.turn(ctx, c.until(r.Timestamp)); planned != nil && c.equal(planned, r) {
			c.result.Equal++
			c.pass()
			return
		}
	}
	c.classify(ctx, r)
}

// gap notes offsets that no record has, before one that has a record.
func (c *check) gap(offset, next int64) {
	if n := offset - c.next; n > 0 {
		c.result.Found.OffsetGap += n
		c.show(Difference{
			Kind: OffsetGap, Rank: -1, Offset: c.next, Records: n,
			Planned: fmt.Sprintf("a record at offset %d", c.next), Found: fmt.Sprintf("the next one at offset %d", offset),
		}, 0)
	}
	c.next = next
}

// maxRuns is how many runs a report names.
const maxRuns = 8

// note counts the record for the run that wrote it. Records of one run mostly
// follow each other.
func (c *check) note(r *readback.Record) {
	run, ok := r.Run()
	if !ok {
		return
	}
	for j := range c.runs {
		if c.runs[j].Run == string(run) {
			c.runs[j].Records++
			return
		}
	}
	if len(c.runs) < maxRuns {
		c.runs = append(c.runs, Run{string(run), 1})
	}
}

// until is the latest time since the plan's start that a timestamp may be of.
func (c *check) until(millis int64) int64 {
	plan, start := c.program.Plan(), int64(0)
	if c.appendTime {
		return math.MaxInt64
	}
	if plan.Start != nil {
		start = *plan.Start
	}
	return min(max(millis-start, -1), plan.Duration/1e6)*1e6 + 1e6 - 1
}

// turn is the planned record whose turn it is: the one at hand, but for those that
// came early.
func (c *check) turn(ctx context.Context, t int64) *engine.Record {
	for {
		planned := c.front(ctx, t)
		if planned == nil || len(c.early) == 0 {
			return planned
		}
		id := c.names.hash(planned.Key, planned.Headers)
		was, ok := c.early[id]
		if !ok {
			return planned
		}
		delete(c.early, id)
		c.over.put(id, was)
		c.pass()
	}
}

// come is how many planned records were passed, or were read before their turn.
func (c *check) come() int64 { return c.rank + int64(len(c.early)) }

// classify says what a record is that is not the next one.
func (c *check) classify(ctx context.Context, r *readback.Record) {
	name, named := engine.NameOf(r.Key, r.Headers)
	named = named && c.ours(r)
	var p engine.Position
	found, here := false, false
	var d *Difference
	if named {
		if p, found = c.names.find(c.result.Stream, &name); found {
			if here = p.Stream() == c.stream; here {
				d = c.names.difference(&c.comparison, c.result.Stream, &p, r)
			}
		}
	}
	if here && d == nil {
		c.place(ctx, r, p, c.names.hash(r.Key, r.Headers), nil)
		return
	}
	if planned := c.damaged(ctx, r); planned != nil {
		own, _ := engine.NameOf(planned.Key, planned.Headers)
		if at, ok := c.names.find(c.result.Stream, &own); ok {
			c.place(ctx, r, at, c.names.hash(planned.Key, planned.Headers), c.difference(planned, r))
			return
		}
	}
	switch {
	case here:
		c.place(ctx, r, p, c.names.hash(r.Key, r.Headers), d)
	case found:
		c.count(Difference{Kind: Misplaced, Rank: -1, Offset: r.Offset, Planned: c.program.Plan().Streams[p.Stream()].String(), Found: describe(r.Key, r.Headers)}, 0)
	default:
		c.count(Difference{Kind: Alien, Rank: -1, Offset: r.Offset, Found: describe(r.Key, r.Headers)}, 0)
	}
}

// ours says that the record names the run that is verified.
func (c *check) ours(r *readback.Record) bool {
	run, ok := r.Run()
	return ok && (c.anyRun || string(run) == c.program.Run())
}

// damaged is the planned record that this one is, but for one thing that differs;
// nil when no planned record near is. A record of another run is one that is whole.
func (c *check) damaged(ctx context.Context, r *readback.Record) *engine.Record {
	c.front(ctx, c.until(r.Timestamp))
	for n := 0; ; n++ {
		planned := c.cursor.ahead(ctx, n)
		switch {
		case planned == nil:
			return nil
		case c.near(planned, r):
			if !c.ours(r) && sameButRun(planned.Headers, r.Headers) {
				return nil
			}
			return planned
		}
	}
}

// count counts a difference of one record, and keeps it if it is among the first.
func (c *check) count(d Difference, id uint64) {
	*c.result.Found.of(d.Kind)++
	d.Records = 1
	c.show(d, id)
}

// examples is how many differences of a kind are kept.
const examples = 3

// A shownKey finds an example again.
type shownKey struct {
	kind Kind
	id   uint64
}

// show keeps a difference if it is among the first of its kind. id, which may be 0,
// is by what recant knows it.
func (c *check) show(d Difference, id uint64) {
	n := 0
	for i := range c.result.Examples {
		if c.result.Examples[i].Kind == d.Kind {
			n++
		}
	}
	if n == examples {
		return
	}
	if id != 0 {
		if c.shown == nil {
			c.shown = map[shownKey]int{}
		}
		c.shown[shownKey{d.Kind, id}] = len(c.result.Examples)
	}
	c.result.Examples = append(c.result.Examples, d)
}

// recant takes back a difference of one record that turned out to be something else.
func (c *check) recant(k Kind, id uint64) {
	*c.result.Found.of(k)--
	key := shownKey{k, id}
	if i, ok := c.shown[key]; ok {
		c.result.Examples[i].Records = 0 // reports leave it out
		delete(c.shown, key)
	}
}
