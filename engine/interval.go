package engine

import (
	"math"
	"math/bits"
)

// An effect "interval" lets a device send every factor intervals of its own. It
// beats: of the readings that are due in an activation, numbered m = 0, 1, 2, …,
// reading m is sent as often as a multiple of factor falls in (m, m+1]. With a
// factor of 3 that is never, never, once: two of three are dropped. With 0.2 it is
// five times: the reading, and four more, evenly spread up to the next.

// paceUnit is what a factor is counted in: twelve decimals.
const paceUnit = 1e12

// A pace is a factor in units of 1/paceUnit.
type pace uint64

func newPace(factor float64) pace { return pace(math.Round(float64(factor * paceUnit))) }

// beats is how often reading m is sent.
func (p pace) beats(m int64) int64 {
	m %= int64(p) // they repeat: so many readings are sent paceUnit times
	return p.until(m+1) - p.until(m)
}

// until is how many multiples of the factor fall in (0, m], m <= p.
func (p pace) until(m int64) int64 {
	hi, lo := bits.Mul64(uint64(m), paceUnit)
	n, _ := bits.Div64(hi, lo, uint64(p))
	return int64(n)
}

// A beat is what an interval effect knows of its activation.
type beat struct {
	known bool
	first int64 // tick of its first reading
	end   int64 // interval-time of its end
}

func (h *hit) beat(f *faultHit, e *effect, a *activation) *beat {
	r := &f.states[e.ordinal].beat
	if !r.known {
		reach := h.program.timeline.reach
		*r = beat{true, h.tick(reach(a.begin)), reach(a.end)}
	}
	return r
}

// thins says whether an interval effect leaves a reading out.
func (h *hit) thins(f *faultHit, e *effect, a *activation, tick int64) bool {
	return e.pace.beats(tick-h.beat(f, e, a).first) == 0
}

// A chatter is the extra readings behind one: number i of n-1 falls at
// from + i/n of the way to the next tick, in interval-time.
type chatter struct {
	from, step int64 // of the reading, and to the next tick
	n          int64
	extra      int64 // how many of them there are: none falls where no reading could
}

// chatter is what an interval effect adds to a reading. What falls past the end
// of the activation, or of the device's time, does not exist.
func (h *hit) chatter(f *faultHit, e *effect, a *activation, tick int64) chatter {
	beat := h.beat(f, e, a)
	c := chatter{from: h.ticks.at(tick), n: e.pace.beats(tick - beat.first)}
	if c.n < 2 {
		return c
	}
	c.step = h.ticks.at(tick+1) - c.from
	end := beat.end
	if stays := staysFrom(h.stays, c.from); len(stays) > 0 {
		end = min(end, stays[0].to)
	}
	if c.extra = c.n - 1; c.place(c.extra) >= end {
		// The last i with i·step/n < end - from, cut to whole nanoseconds.
		hi, lo := bits.Mul64(uint64(end-c.from), uint64(c.n))
		lo, borrow := bits.Sub64(lo, 1, 0)
		last, _ := bits.Div64(hi-borrow, lo, uint64(c.step))
		c.extra = int64(last)
	}
	return c
}

// place is where extra reading i falls.
func (c *chatter) place(i int64) int64 {
	hi, lo := bits.Mul64(uint64(c.step), uint64(i))
	at, _ := bits.Div64(hi, lo, uint64(c.n))
	return c.from + int64(at)
}

// chatterOf is chatter for a copy that is at hand: its activation is looked for anew.
func (h *hit) chatterOf(it *item) chatter {
	f := h.fault(int(it.fault))
	a, _ := h.at(f, it.due)
	return h.chatter(f, &f.effects[it.effect], a, it.tick)
}

// fault is the fault of an index in the plan, which happens to the device.
func (h *hit) fault(index int) *faultHit {
	for i := range h.faults {
		if h.faults[i].index == index {
			return &h.faults[i]
		}
	}
	panic("engine: a record names a fault that does not happen to its device")
}
