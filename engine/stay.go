package engine

import (
	"sort"

	"github.com/iotsim/iotsim/internal/signal"
)

// A stay is a stretch of interval-time in which a device's ticks exist, with
// what came before it: so readings are counted up to any point in one search.
type stay struct {
	span
	first  int64 // tick at from or later
	before int64 // readings before it
}

// A stayer finds the stays of a device, one after the other: while the device is
// online and nothing in it has run empty.
type stayer struct {
	program *Program
	theta   Share
	life    int64 // interval-time at which it runs empty
	piece   int   // of the share's curve, the next to look at
}

func (p *Program) stayer(g *group, device int64, key signal.Key) stayer {
	s := stayer{program: p, theta: p.fleet.threshold(g, device), life: p.timeline.limit}
	if g.model.drains() {
		s.life = p.timeline.reach(g.model.life(key))
	}
	return s
}

// next is the following stay; false after the last.
func (s *stayer) next() (span, bool) {
	var stay span
	for ; s.piece < len(s.program.presence.pieces); s.piece++ {
		x := s.program.online(s.piece, s.theta)
		x.to = min(x.to, s.life)
		switch {
		case x.from >= x.to:
			if x.from >= s.life {
				s.piece = len(s.program.presence.pieces)
				return stay, stay.to > 0
			}
		case stay.to == 0:
			stay = x
		case stay.to == x.from:
			stay.to = x.to
		default:
			return stay, true
		}
	}
	return stay, stay.to > 0
}

// online is the stretch of interval-time in which one piece of the share's curve
// admits theta. Most begin and end where the piece does, which is looked up.
func (p *Program) online(piece int, theta Share) span {
	share := &p.presence.pieces[piece]
	if share.From < theta && share.To < theta {
		return span{}
	}
	t, x := share.online(theta), p.presence.reached[piece]
	if t.from > share.Start {
		x.from = p.timeline.reach(t.from)
	}
	if t.to < share.End {
		x.to = p.timeline.reach(t.to)
	}
	return x
}

// stays appends those of a device.
func (p *Program) stays(dst []stay, g *group, device int64, key signal.Key) []stay {
	s := p.stayer(g, device, key)
	ticks := g.cadence(key, g.offset(key))
	readings := int64(0)
	for x, ok := s.next(); ok; x, ok = s.next() {
		first := ticks.from(x.from)
		dst = append(dst, stay{x, first, readings})
		readings += ticks.from(x.to) - first
	}
	return dst
}

// staysFrom are the stays that end after interval-time x.
func staysFrom(stays []stay, x int64) []stay {
	if len(stays) == 0 || stays[0].to > x {
		return stays
	}
	return stays[sort.Search(len(stays), func(i int) bool { return stays[i].to > x }):]
}

// readingsBefore is how many readings fall before interval-time x.
func (c *cadence) readingsBefore(stays []stay, x int64) int64 {
	i := len(stays) - 1
	if i > 0 && stays[i].from >= x {
		i = sort.Search(len(stays), func(i int) bool { return stays[i].from >= x }) - 1
	}
	if i < 0 || stays[i].from >= x {
		return 0
	}
	s := &stays[i]
	return s.before + max(0, c.from(min(x, s.to))-s.first)
}
