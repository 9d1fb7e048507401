package engine

import (
	"github.com/iotsim/iotsim/internal/signal"
	"github.com/iotsim/iotsim/schema"
)

// A copy is a record of a reading beside its own: a duplicate, a clone's, or an
// extra reading of a device that chatters. Copies are numbered over all effects on
// a reading, in the order of the file. They are never all there at once: each brings the next of its effect
// when its turn comes.

// A repeats is the copies that one effect makes of a reading.
type repeats struct {
	fault  *faultHit
	effect *effect
	count  int64
	first  int32 // number of the first of them
}

// copies is the first item.
func (r *repeats) copies(d *delivery, of reading) item {
	it := item{
		reading: of, send: d.send, sub: r.first, nth: 1,
		fault: int16(r.fault.index), effect: int16(r.effect.ordinal),
	}
	if r.effect.Kind == schema.Duplicate {
		it.send = later(d.send, int64(r.effect.After))
		return it
	}
	it.amount = of.hit.shift(&it)
	it.send = later(d.send, it.amount)
	return it
}

// copy is the one of a number.
func (r *repeats) copy(d *delivery, of reading, sub int32) item {
	it := r.copies(d, of)
	first := it.send - it.amount
	it.nth, it.sub = it.nth+sub-it.sub, sub
	if r.effect.Kind != schema.Duplicate {
		it.amount = of.hit.shift(&it)
		it.send = later(first, it.amount)
	}
	return it
}

// sends visits when they are sent, in order: n of them at once.
func (r *repeats) sends(d *delivery, of *reading, visit func(send, n int64)) {
	switch h := of.hit; r.effect.Kind {
	case schema.Duplicate:
		visit(later(d.send, int64(r.effect.After)), r.count)
	case schema.Clone:
		for i := range r.count {
			visit(later(d.send, (i+1)*int64(r.effect.Shift)), 1)
		}
	case schema.Interval:
		a, _ := h.at(r.fault, of.due)
		c := h.chatter(r.fault, r.effect, a, of.tick)
		hint := h.program.timeline.pieceOf(c.from)
		for i := range r.count {
			visit(later(d.send, h.program.timeline.due(c.place(i+1), &hint)-of.due), 1)
		}
	}
}

// end is when the last of them is sent.
func (r *repeats) end(d *delivery, of *reading) int64 {
	switch h := of.hit; r.effect.Kind {
	case schema.Duplicate:
		return later(d.send, int64(r.effect.After))
	case schema.Clone:
		return later(d.send, r.count*int64(r.effect.Shift))
	default: // an interval
		a, _ := h.at(r.fault, of.due)
		c := h.chatter(r.fault, r.effect, a, of.tick)
		x := c.place(r.count)
		hint := h.program.timeline.pieceOf(x)
		return later(d.send, h.program.timeline.due(x, &hint)-of.due)
	}
}

// nextCopy is the copy of the same effect behind one.
func (it *item) nextCopy() (item, bool) {
	e := it.maker()
	next, first := *it, it.send-it.amount
	if int64(it.nth) >= it.hit.copiesOf(e, it) {
		return item{}, false
	}
	next.nth, next.sub = it.nth+1, it.sub+1
	if e.Kind != schema.Duplicate {
		next.amount = it.hit.shift(&next)
		next.send = later(first, next.amount)
	}
	return next, true
}

// maker is the effect that made a copy.
func (it *item) maker() *effect {
	return &it.hit.program.faults[it.fault].effects[it.effect]
}

// copiesOf is how many copies an effect makes of the reading of one.
func (h *hit) copiesOf(e *effect, it *item) int64 {
	if e.Kind == schema.Interval {
		c := h.chatterOf(it)
		return c.extra
	}
	return e.Copies
}

// shift is by how much a copy is made later than its reading: clones are devices
// that measure for themselves, and extra readings have times of their own. A
// duplicate is the same message once more.
func (h *hit) shift(it *item) int64 {
	switch e := it.maker(); e.Kind {
	case schema.Clone:
		return int64(it.nth) * int64(e.Shift)
	case schema.Interval:
		c := h.chatterOf(it)
		x := c.place(int64(it.nth))
		hint := h.program.timeline.pieceOf(x)
		return h.program.timeline.due(x, &hint) - it.due
	}
	return 0
}

// cloned says whether a copy is a clone's, which has values of its own.
func (it *item) cloned() bool {
	return it.nth > 0 && it.hit.has[layerDuplicate] && it.maker().Kind == schema.Clone
}

// addClone puts a clone's reading into the block: it stands where the device does,
// with draws of its own, and no fault happens to it.
func (b *block) addClone(it *item, g *group, c *calendar) {
	b.put(it.device, cloneKey(it), it.tick, it.made(), g, c, nil)
}

// cloneKey is the key of the device that made a copy.
func cloneKey(it *item) signal.Key {
	return signal.Key(it.key.Stream(it.maker().tagClone).Word(int64(it.nth)))
}

// made is when what an item tells was measured, or happened.
func (it *item) made() int64 {
	if it.nth > 0 {
		return it.due + it.amount
	}
	return it.due
}
