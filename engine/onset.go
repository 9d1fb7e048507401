package engine

import (
	"math"
	"time"

	"github.com/iotsim/iotsim/internal/signal"
)

// Spells are the activations of a fault that may be felt at an instant: that of
// the slot at hand, and the last one before the slot, which may still be wearing
// off. One that there is not lies past all time.
type spells struct{ now, before activation }

var noActivation = activation{begin: math.MaxInt64, end: math.MaxInt64}

// A spelling is a cache of the spells at a reading, and of the last activation
// before its slot.
type spelling struct {
	known  bool
	at     int64
	spells spells

	wearing bool // before is that of the slot which starts at since
	since   int64
	before  activation
}

// maxSpared is over how many slots in a row that spare the device an activation
// before them is looked for: nothing else bounds how many begin while it wears off.
const maxSpared = 1000

// spells are those of a fault at t: none at a moment at which it is not felt. They
// hold until the next call.
func (h *hit) spells(f *faultHit, t int64) *spells {
	c := &f.spelling
	s := &c.spells
	if c.known && c.at == t {
		return s
	}
	c.known, c.at = true, t
	s.now, s.before = noActivation, noActivation
	if !h.felt(f, t) {
		return s
	}
	if a, ok := h.at(f, t); ok {
		s.now = *a
	}
	if f.wears > 0 {
		if !c.wearing || c.since != f.since {
			c.wearing, c.since = true, f.since
			c.before = h.before(f.fault, f.slotAt(t))
		}
		s.before = c.before
	}
	return s
}

// spellsAnew is spells for a t of the past: what is remembered stays.
func (h *hit) spellsAnew(f *faultHit, t int64) spells {
	s := spells{noActivation, noActivation}
	slot := f.slotAt(t)
	if slot < 0 || !h.felt(f, t) {
		return s
	}
	if a, ok := f.activate(h.anchor(f.fault), f.slot(slot)); ok {
		s.now = a
	}
	if f.wears > 0 {
		s.before = h.before(f.fault, slot)
	}
	return s
}

// before is the last activation in a slot before the given one that may still be
// felt when that begins.
func (h *hit) before(f *fault, slot int64) activation {
	if slot < 1 {
		return noActivation
	}
	since := f.slot(slot).start
	for i := slot - 1; i >= max(0, slot-maxSpared); i-- {
		s := f.slot(i)
		if s.end+f.wears <= since {
			break
		}
		if a, ok := f.activate(h.anchor(f), s); ok {
			return a
		}
	}
	return noActivation
}

// felt is the activation in which an effect is felt at t, and how much of it, from
// 0 to 1. Of two, one wearing off while the other grows, it is the stronger.
func (e *effect) felt(s *spells, t int64) (*activation, float64) {
	if e.Grow == 0 && e.Recover == 0 {
		if t >= s.now.begin && t < s.now.end {
			return &s.now, 1
		}
		return &s.now, 0
	}
	level := e.level(&s.now, t)
	if e.Recover > 0 {
		if rest := e.level(&s.before, t); rest > level {
			return &s.before, rest
		}
	}
	return &s.now, level
}

// level is how much of an effect is felt at t, by one activation: it grows from
// its begin on and recovers from its end on.
func (e *effect) level(a *activation, t int64) float64 {
	switch {
	case t < a.begin || a.begin == a.end:
		return 0
	case t < a.end:
		return e.progress(t-a.begin, e.Grow)
	case t-a.end < int64(e.Recover):
		return float64(e.progress(a.end-a.begin, e.Grow) * (1 - e.progress(t-a.end, e.Recover)))
	}
	return 0
}

// slope is the number of time constants in which an exponential is taken to have
// arrived; what is missing then, less than 1%, is spread over all of it.
const slope = 5

var arrived = 1 - signal.Exp(-slope)

// progress is how far a change has come that takes so long: from 0 to 1.
func (e *effect) progress(passed int64, takes time.Duration) float64 {
	if passed >= int64(takes) {
		return 1
	}
	x := float64(passed) / float64(takes)
	if e.Shape == "exponential" {
		return (1 - signal.Exp(-float64(slope*x))) / arrived
	}
	return x
}

// feels says whether an effect on values acts on a reading.
func (h *hit) feels(r *reading) bool {
	if r.due < h.since {
		return false
	}
	for i := range h.faults {
		f := &h.faults[i]
		if !f.changesValues() {
			continue
		}
		s := h.spells(f, r.due)
		for j := range f.effects {
			e := &f.effects[j]
			if e.layer > layerReplace || e.sensors[h.group.model.index] < 0 {
				continue
			}
			if _, level := e.felt(s, r.due); level > 0 && e.touches(h.key, r.tick) {
				return true
			}
		}
	}
	return false
}
