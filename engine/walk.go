package engine

import (
	"cmp"
	"math"
	"slices"
	"sort"

	"github.com/iotsim/iotsim/internal/signal"
)

// A walk visits the readings of some devices in the order in which they are
// due, ties by device. It is a table, not a queue: devices of one interval are
// sorted once by where their ticks fall in it, and every cycle of the interval
// visits them in that order, because interval-time orders ticks whatever the
// rates do. Stepping costs a few nanoseconds and no memory.
type walk struct {
	program *Program
	classes []class
	ties    []reading // due at the same nanosecond as head, in order of device
	head    reading   // the reading that comes next
	have    bool      // head is filled
}

// A class is the devices of one interval and jitter.
type class struct {
	interval int64
	half     int64   // of jitter; 0: none, and what follows for it is unused
	entries  []entry // by offset, then device
	tick     int64   // the cycle
	next     int     // entry within the cycle
	hint     int     // piece of the time line
	due      int64   // of the reading at (tick, next)
	done     bool

	queue []moved // jitter.go: ticks whose turn is near; (tick, next) is what it draws in next
	floor int64   // interval-time that was rewound to
	idle  int     // entries in a row whose tick does not exist
}

// An entry is a device in a walk.
type entry struct {
	offset   int64 // interval-time of tick 0
	from, to int64 // stretch of interval-time in which its ticks exist, now or next
	skipped  int64 // ticks before from that do not exist
	device   int64
	key      signal.Key
	group    int32
	stream   int32
	recall   int32  // of its first slow signal
	piece    int32  // of the share's curve, behind the stretch from..to
	id       uint32 // where its key begins in the sequence's keys
	idLength uint32
	hit      *hit // nil: no fault happens to it
}

// never is past every interval-time.
const never = math.MaxInt64

// A reading is one tick of one device that exists.
type reading struct {
	*entry
	tick int64 // counts every tick of the schedule, from 0; draws use it
	seq  int64 // counts those that exist, from 1; records show it
	due  int64
}

// newWalk sorts entries into classes. They are taken over. It stands nowhere
// until rewind.
func newWalk(p *Program, entries []entry) *walk {
	w := &walk{program: p}
	type rhythm struct{ interval, half int64 }
	byRhythm := map[rhythm][]entry{}
	for _, e := range entries {
		g := &p.fleet.groups[e.group]
		r := rhythm{int64(g.Interval), g.half}
		byRhythm[r] = append(byRhythm[r], e)
	}
	for r, members := range byRhythm {
		slices.SortFunc(members, func(a, b entry) int {
			return cmp.Or(cmp.Compare(a.offset, b.offset), cmp.Compare(a.device, b.device))
		})
		w.classes = append(w.classes, class{interval: r.interval, half: r.half, entries: members})
	}
	slices.SortFunc(w.classes, func(a, b class) int {
		return cmp.Or(cmp.Compare(a.interval, b.interval), cmp.Compare(a.half, b.half))
	})
	return w
}

// each visits the entries.
func (w *walk) each(visit func(*class, *entry)) {
	for i := range w.classes {
		c := &w.classes[i]
		for j := range c.entries {
			visit(c, &c.entries[j])
		}
	}
}

// rewind goes to the first reading due at t or later.
func (w *walk) rewind(t int64) {
	x := w.program.timeline.reach(t)
	w.ties, w.have = w.ties[:0], false
	for i := range w.classes {
		c := &w.classes[i]
		c.hint, c.done = w.program.timeline.pieceOf(x), false
		for j := range c.entries {
			w.program.enter(&c.entries[j], x)
		}
		if c.half > 0 {
			c.rewindMoved(w.program, x)
			continue
		}
		c.turn(x)
		c.settle(w.program)
	}
}

// turn goes to the first tick at interval-time x or later, without jitter.
func (c *class) turn(x int64) {
	c.tick = x / c.interval
	rest := x % c.interval
	c.next = sort.Search(len(c.entries), func(i int) bool { return c.entries[i].offset >= rest })
}

// enter sets an entry to the first stretch of existence that ends after x.
func (p *Program) enter(e *entry, x int64) {
	e.from, e.to, e.skipped, e.piece = 0, 0, 0, 0
	p.follow(e, x)
}

// follow goes on to the first stretch of existence that ends after x.
func (p *Program) follow(e *entry, x int64) {
	s, ticks := p.stayer(&p.fleet.groups[e.group], e.device, e.key), p.cadence(e)
	s.piece = int(e.piece)
	end := int64(0) // ticks up to the end of the stretch before
	if e.to > 0 {
		end = ticks.from(e.to)
	}
	for {
		stay, ok := s.next()
		e.piece = int32(s.piece)
		if !ok {
			e.from, e.to = never, never
			return
		}
		e.skipped += ticks.from(stay.from) - end
		if stay.to > x {
			e.from, e.to = stay.from, stay.to
			return
		}
		end = ticks.from(stay.to)
	}
}

// settle goes on from (tick, next) to a reading that exists.
func (c *class) settle(p *Program) {
	limit := p.timeline.limit
	base := c.tick * c.interval
	for idle := 0; ; idle++ { // entries in a row whose tick does not exist
		if idle > len(c.entries) {
			if !c.skip() {
				c.done = true
				return
			}
			base, idle = c.tick*c.interval, 0
		}
		if c.next == len(c.entries) {
			c.tick, c.next = c.tick+1, 0
			base += c.interval
		}
		if c.next == len(c.entries) { // no device at all
			c.done = true
			return
		}
		e := &c.entries[c.next]
		x := base + e.offset
		if x >= limit {
			if c.next == 0 {
				c.done = true
				return
			}
			c.next = len(c.entries)
			continue
		}
		if x >= e.to {
			p.follow(e, x)
		}
		if x >= e.from {
			c.due = p.timeline.due(x, &c.hint)
			return
		}
		c.next++
	}
}

// skip goes over the cycles in which no device has a tick, to the one in which
// the first of them comes back: a fleet may rest for days. False when none does.
func (c *class) skip() bool {
	soonest := int64(never)
	for i := range c.entries {
		soonest = min(soonest, c.entries[i].from)
	}
	c.tick = max(c.tick, (soonest-c.half)/c.interval-1) // the cycle before: settle walks the rest
	return soonest < never
}

// take returns the reading at hand and goes to the next.
func (c *class) take(p *Program) reading {
	if c.half > 0 {
		return c.takeMoved(p)
	}
	e := &c.entries[c.next]
	r := reading{entry: e, tick: c.tick, seq: c.tick - e.skipped + 1, due: c.due}
	c.next++
	c.settle(p)
	return r
}

// first is the class whose reading is due first; nil at the end.
func (w *walk) first() *class {
	var best *class
	for i := range w.classes {
		if c := &w.classes[i]; !c.done && (best == nil || c.due < best.due) {
			best = c
		}
	}
	return best
}

// peek is the following reading; nil at the end. It stays until take.
func (w *walk) peek() *reading {
	if w.have {
		return &w.head
	}
	if len(w.ties) > 0 {
		w.head, w.ties, w.have = w.ties[0], w.ties[1:], true
		return &w.head
	}
	c := w.first()
	if c == nil {
		return nil
	}
	w.head, w.have = c.take(w.program), true
	if c := w.first(); c != nil && c.due == w.head.due {
		w.head = w.tied(w.head)
	}
	return &w.head
}

// take goes past the reading that peek shows.
func (w *walk) take() { w.have = false }

// tied gathers what is due together with r and returns the first by device.
func (w *walk) tied(r reading) reading {
	w.ties = append(w.ties[:0], r)
	for c := w.first(); c != nil && c.due == r.due; c = w.first() {
		w.ties = append(w.ties, c.take(w.program))
	}
	slices.SortFunc(w.ties, func(a, b reading) int {
		return cmp.Or(cmp.Compare(a.device, b.device), cmp.Compare(a.tick, b.tick))
	})
	r = w.ties[0]
	w.ties = w.ties[1:]
	return r
}
