package engine

import "cmp"

// Jitter lets neighbours in a class change places. A jittered class still goes
// through its entries by offset, cycle after cycle, but a few ticks ahead: a tick
// waits in a heap until nothing that is still to come can fall before it. What is
// to come falls at its unmoved place less half at the earliest, so the heap holds
// at most one tick of an entry.

// A moved tick waits for its turn.
type moved struct {
	x     int64 // where it falls, in interval-time
	tick  int64
	seq   int64
	entry int32 // of its class
}

// before is the order in which moved ticks fall; ties are put in order with all
// that is due at their nanosecond.
func (m *moved) before(o *moved) bool {
	return cmp.Or(cmp.Compare(m.x, o.x), cmp.Compare(m.entry, o.entry)) < 0
}

// rewindMoved goes to the first tick at interval-time x or later. Ticks whose
// unmoved place is up to half before that may be among them.
func (c *class) rewindMoved(p *Program, x int64) {
	c.queue, c.floor = c.queue[:0], x
	c.turn(max(x-c.half, 0))
	c.settleMoved(p)
}

// settleMoved draws in ticks until the one on top is certain to be the next.
func (c *class) settleMoved(p *Program) {
	for c.draws(p) {
		if len(c.queue) > 0 && c.queue[0].x < c.tick*c.interval+c.entries[c.next].offset-c.half {
			break
		}
		c.draw(p)
	}
	if c.done = len(c.queue) == 0; !c.done {
		c.due = p.timeline.due(c.queue[0].x, &c.hint)
	}
}

// draws moves to the next entry in turn and says whether its tick, or any after
// it, may exist.
func (c *class) draws(p *Program) bool {
	if c.next == len(c.entries) {
		c.tick, c.next = c.tick+1, 0
	}
	if len(c.queue) == 0 && c.idle > len(c.entries) {
		c.idle = 0
		if !c.skip() {
			return false
		}
	}
	return len(c.entries) > 0 && c.tick*c.interval+c.entries[c.next].offset-c.half < p.timeline.limit
}

// draw takes the tick in turn into the heap, if it exists.
func (c *class) draw(p *Program) {
	e := &c.entries[c.next]
	x := c.tick*c.interval + e.offset + jitter(e.key, c.tick, c.half)
	if x >= e.to {
		p.follow(e, x)
	}
	c.idle++
	if x >= c.floor && x >= e.from && x < p.timeline.limit {
		c.idle = 0
		c.push(moved{x: x, tick: c.tick, seq: c.tick - e.skipped + 1, entry: int32(c.next)})
	}
	c.next++
}

// takeMoved returns the reading at hand and goes to the next.
func (c *class) takeMoved(p *Program) reading {
	m := c.pop()
	r := reading{entry: &c.entries[m.entry], tick: m.tick, seq: m.seq, due: c.due}
	c.settleMoved(p)
	return r
}

func (c *class) push(m moved) {
	c.queue = append(c.queue, m)
	q := c.queue
	for i := len(q) - 1; i > 0; {
		parent := (i - 1) / 2
		if !q[i].before(&q[parent]) {
			return
		}
		q[i], q[parent] = q[parent], q[i]
		i = parent
	}
}

func (c *class) pop() moved {
	q := c.queue
	top, last := q[0], len(q)-1
	q[0] = q[last]
	c.queue = q[:last]
	for i := 0; ; {
		child := 2*i + 1
		if child >= last {
			return top
		}
		if child+1 < last && q[child+1].before(&q[child]) {
			child++
		}
		if !q[child].before(&q[i]) {
			return top
		}
		q[i], q[child] = q[child], q[i]
		i = child
	}
}
