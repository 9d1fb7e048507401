package verify

import (
	"context"
	"math"
	"slices"
	"sort"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/readback"
)

// What a record out of turn means is only known from those that follow: after a
// loss, the rest goes on behind it; after a record that came early, the rest goes
// on before it. So from the first one on, records are held, and the longest chain
// of them that is in the planned order is taken for what was not moved. Planned
// records that the chain passes and that are not held are missing; those that are
// held and not in the chain are reordered.

const (
	// window is how many records are held: a loss or a move over fewer is named
	// with the fewest records that explain it.
	window = 1024

	// remembered is how many records that came early, and how many losses, are
	// kept in mind for what may still come. Of more, one that came early is a duplicate,
	// and missing where it belongs; so is a late one.
	remembered = 1 << 14
)

// A held record awaits judgement.
type held struct {
	position engine.Position
	id       uint64
	offset   int64
	corrupt  *Difference // nil: it is as planned
	kept     bool        // in the chain
}

// A premature record was read before its turn.
type premature struct {
	offset  int64
	corrupt bool // and counted as that, not as reordered
}

// A memory keeps records by name: the newest, as many as are remembered and up to
// twice that.
type memory struct{ young, old map[uint64]premature }

func (m *memory) put(id uint64, p premature) {
	if m.young == nil || len(m.young) == remembered {
		m.old, m.young = m.young, map[uint64]premature{}
	}
	m.young[id] = p
}

func (m *memory) has(id uint64) bool {
	_, young := m.young[id]
	_, old := m.old[id]
	return young || old
}

// take gives what is kept, and keeps it no longer.
func (m *memory) take(id uint64) (p premature, ok bool) {
	for _, kept := range []map[uint64]premature{m.young, m.old} {
		if p, ok = kept[id]; ok {
			delete(kept, id)
			return p, true
		}
	}
	return p, false
}

// place judges a record of this partition that is not the next one, or holds it.
func (c *check) place(ctx context.Context, r *readback.Record, p engine.Position, id uint64, d *Difference) {
	planned := c.turn(ctx, c.until(r.Timestamp))
	if len(c.held) == 0 && planned != nil && c.names.hash(planned.Key, planned.Headers) == id {
		c.settleOne(&held{id: id, offset: r.Offset, corrupt: d}, c.rank)
		c.pass()
		return
	}
	if planned == nil || c.before(&p, planned) {
		c.late(r, &p, id, d)
		return
	}
	h := held{position: p, id: id, offset: r.Offset, corrupt: d}
	if c.again(h) {
		return
	}
	c.held = append(c.held, h)
	if len(c.held) >= window {
		c.settle(ctx, false)
	}
}

// again counts a record that came early before as a duplicate; false when it did
// not.
func (c *check) again(h held) bool {
	if _, ok := c.early[h.id]; !ok {
		return false
	}
	c.double(&h)
	return true
}

func (c *check) double(h *held) {
	c.count(Difference{Kind: Duplicate, Rank: -1, Offset: h.offset, Found: c.names.describe(c.result.Stream, &h.position)}, 0)
}

// before says that a position is before a planned record's.
func (c *check) before(p *engine.Position, planned *engine.Record) bool {
	name, _ := engine.NameOf(planned.Key, planned.Headers)
	at, ok := c.names.find(c.result.Stream, &name)
	return ok && p.Before(&at)
}

// late judges a record whose turn is over: it was missed, or it was there already.
func (c *check) late(r *readback.Record, p *engine.Position, id uint64, d *Difference) {
	if c.lost.take(p) {
		c.recant(Missing, id)
		c.settleOne(&held{position: *p, id: id, offset: r.Offset, corrupt: d}, -1)
		return
	}
	offset := r.Offset
	if was, ok := c.over.take(id); ok && !was.corrupt {
		// The early one was the one too many, and this is where it belongs.
		offset = was.offset
		c.recant(Reordered, id)
		c.result.Equal++
	}
	c.count(Difference{Kind: Duplicate, Rank: -1, Offset: offset, Found: describe(r.Key, r.Headers)}, 0)
}

// settleOne counts a record that is where it should be, at a rank, or, with a rank
// of -1, somewhere else.
func (c *check) settleOne(h *held, rank int64) {
	switch {
	case h.corrupt != nil:
		d := *h.corrupt
		d.Rank = rank
		c.count(d, h.id)
	case rank < 0:
		c.count(Difference{Kind: Reordered, Rank: -1, Offset: h.offset, Found: c.names.describe(c.result.Stream, &h.position)}, h.id)
	default:
		c.result.Equal++
	}
}

// chain marks the longest chain of held records that is in the planned order, and
// is the index of the record of it up to which is judged: the last, or one about
// the middle, so that what is judged has as much before it as behind it.
func (c *check) chain(all bool) int {
	tails := make([]int, 0, len(c.held)) // of the chains of each length, the end that is planned first
	before := make([]int, len(c.held))
	for i := range c.held {
		c.held[i].kept = false
		n := sort.Search(len(tails), func(n int) bool { return !c.held[tails[n]].position.Before(&c.held[i].position) })
		if before[i] = -1; n > 0 {
			before[i] = tails[n-1]
		}
		if n == len(tails) {
			tails = append(tails, i)
		} else {
			tails[n] = i
		}
	}
	last := tails[len(tails)-1]
	end := last
	for i := last; i >= 0; i = before[i] {
		c.held[i].kept = true
		if !all && i >= len(c.held)/4 && end >= len(c.held)/2 {
			end = i
		}
	}
	return end
}

// settle judges held records: all of them, or those before the middle of the chain.
func (c *check) settle(ctx context.Context, all bool) {
	c.held = slices.DeleteFunc(c.held, c.again)
	if len(c.held) == 0 {
		return
	}
	last := c.chain(all)
	end := c.held[last].position
	ranks := c.walk(ctx, last)
	counted := map[uint64]bool{}
	for i := range c.held {
		if c.held[i].kept {
			counted[c.held[i].id] = true
		}
	}
	rest := c.held[:0]
	for i := range c.held {
		h := c.held[i]
		late := i > last && !end.Before(&h.position)
		switch {
		case h.kept && i <= last:
			c.settleOne(&h, ranks[h.id])
		case i > last && !late:
			rest = append(rest, h)
		default:
			c.moved(&h, counted, end.Before(&h.position))
		}
	}
	c.held = rest
	c.drain(ctx)
}

// moved judges a record outside the chain.
func (c *check) moved(h *held, counted map[uint64]bool, ahead bool) {
	_, again := c.early[h.id]
	if again || counted[h.id] || c.over.has(h.id) || ahead && len(c.early) == remembered {
		c.double(h)
		return
	}
	counted[h.id] = true
	c.settleOne(h, -1)
	if ahead {
		if c.early == nil {
			c.early = map[uint64]premature{}
		}
		c.early[h.id] = premature{h.offset, h.corrupt != nil}
	}
}

// drain goes on with what is held while it is what comes next.
func (c *check) drain(ctx context.Context) {
	n := 0
	for n < len(c.held) {
		planned := c.turn(ctx, math.MaxInt64)
		if planned == nil || c.names.hash(planned.Key, planned.Headers) != c.held[n].id {
			break
		}
		c.settleOne(&c.held[n], c.rank)
		c.pass()
		n++
	}
	c.held = append(c.held[:0], c.held[n:]...)
}

// walk goes over the plan up to the held record at index last. What is not held is
// lost. It returns the ranks of what is.
func (c *check) walk(ctx context.Context, last int) map[uint64]int64 {
	ranks := make(map[uint64]int64, len(c.held))
	for i := range c.held {
		ranks[c.held[i].id] = -1
	}
	var run loss
	var example Difference
	var first uint64
	lose := func(next int64) {
		if run.records > 0 {
			example.Offset, example.Records = next, run.records
			c.show(example, first)
			c.lost.add(run)
			run = loss{}
		}
	}
	for {
		planned := c.turn(ctx, math.MaxInt64)
		if planned == nil {
			break // it cannot be: the record is planned, and not before this
		}
		id := c.names.hash(planned.Key, planned.Headers)
		if _, ok := ranks[id]; ok {
			ranks[id] = c.rank
			lose(c.offsetOf(id))
			c.pass()
			if id == c.held[last].id {
				break
			}
			continue
		}
		c.result.Found.Missing++
		name, _ := engine.NameOf(planned.Key, planned.Headers)
		p, _ := c.names.find(c.result.Stream, &name)
		if run.records == 0 {
			run.from, first = p, id
			example = Difference{Kind: Missing, Rank: c.rank, Planned: describe(planned.Key, planned.Headers)}
		}
		run.to = p
		run.records++
		c.pass()
	}
	lose(c.held[last].offset)
	return ranks
}

// offsetOf is where a held record was.
func (c *check) offsetOf(id uint64) int64 {
	i := slices.IndexFunc(c.held, func(h held) bool { return h.id == id })
	return c.held[i].offset
}
