package verify

import (
	"cmp"
	"context"
	"slices"

	"github.com/iotsim/iotsim/engine"
)

// report closes the books at what was read. Planned records behind that are
// missing if the run has ended.
func (c *check) report(ended bool) Partition {
	c.settle(context.Background(), true)
	c.topic.doubt(c)
	p := c.result
	p.Examples = slices.Clone(p.Examples)
	if c.endless {
		p.Planned = max(c.come(), c.sent)
	}
	if c.err != nil {
		p.Unread = c.err.Error()
	}
	switch {
	case c.level == Count:
		c.number(&p, ended)
	case ended && c.err == nil:
		c.tail(&p)
	}
	if lost := c.topic.Acked - c.result.End; lost > 0 && c.err == nil {
		p.Found.DataLoss += lost
		p.Examples = append(p.Examples, Difference{Kind: DataLoss, Rank: -1, Offset: c.result.End, Records: lost})
	}
	if c.topic.Compacted {
		p.compacted()
	}
	p.Examples = slices.DeleteFunc(p.Examples, func(d Difference) bool { return d.Records == 0 || p.Found.Of(d.Kind) == 0 })
	slices.SortStableFunc(p.Examples, func(a, b Difference) int { return int(a.Kind - b.Kind) })
	return p
}

// tail adds what the plan has and the partition ends before.
func (c *check) tail(p *Partition) {
	n := p.Planned - c.come()
	if n <= 0 {
		return
	}
	kind := Truncated
	if c.come() == 0 {
		kind = Missing // nothing is there that it could come after
	}
	d := Difference{Kind: kind, Rank: c.rank, Offset: c.next, Records: n}
	if planned := c.peek(); planned != nil {
		d.Rank, d.Planned = c.rank, describe(planned.Key, planned.Headers)
	}
	*p.Found.of(kind) += n
	p.Examples = append(p.Examples, d)
}

// peek is the planned record whose turn it is, if it is near.
func (c *check) peek() *engine.Record {
	return c.turn(context.Background(), -1<<62)
}

// number compares how many there are with how many are planned.
func (c *check) number(p *Partition, ended bool) {
	have := p.Read + p.Found.Unverifiable
	p.Equal = min(p.Read, p.Planned-p.Found.Unverifiable)
	switch {
	case have < p.Planned && ended && p.After > 0: // others may have gone on with it there
		p.Found.Unverifiable += p.Planned - have
		p.Doubt = cmp.Or(p.Doubt, "others wrote behind the run's own end, perhaps the rest of it: --level ids tells")
	case have < p.Planned && ended:
		p.Found.Missing = p.Planned - have
	case have > p.Planned:
		p.Found.Surplus = have - p.Planned
	}
}

// compacted takes back what compaction explains.
func (p *Partition) compacted() {
	f := &p.Found
	f.Unverifiable += f.Missing + f.Truncated
	f.Missing, f.Truncated, f.OffsetGap = 0, 0, 0
}
