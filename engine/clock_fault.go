package engine

import (
	"math/bits"
	"time"

	"github.com/iotsim/iotsim/schema"
)

// A deviceClock is what a device takes the time for. Only the message says it: when the
// record was made and sent, and its own timestamp, are as they were.
type deviceClock struct {
	millis, nanos int64 // Unix; nanos within the millisecond
	seconds       bool  // seconds are taken for milliseconds
}

// newDeviceClock is a clock that is right.
func newDeviceClock(c *calendar, due int64) deviceClock {
	return deviceClock{millis: c.millis(due), nanos: due % int64(time.Millisecond)}
}

// clock is the device's at a reading, in the order of the file: each effect moves
// what the ones before it left, and one that sets the clock undoes them. What it
// counts in is decided when it is read, so it does not matter when that is said.
func (h *hit) clock(calendar *calendar, r *reading) deviceClock {
	c := newDeviceClock(calendar, r.due)
	for i := range h.wounds {
		w := &h.wounds[i]
		if w.effect.layer != layerClock {
			break // they come first
		}
		if a, ok := h.suffers(w, r); ok {
			c.mislead(w.effect, a, r.due)
		}
	}
	return c
}

// mislead lets an effect change the clock, whose activation began some time ago.
func (c *deviceClock) mislead(e *effect, a *activation, due int64) {
	switch passed := due - a.begin; {
	case e.Clock.Gains != nil:
		c.add(gained(e.Clock.Gains, passed))
	case e.Clock.To != nil:
		c.millis, c.nanos = e.Clock.To.UnixMillis, 0
		c.add(passed)
	case e.Clock.Unit != "":
		c.seconds = true
	default:
		c.add(int64(e.Clock.By))
	}
}

// add moves the clock by nanoseconds.
func (c *deviceClock) add(d int64) {
	millis, nanos := floorDivide(c.nanos+d, int64(time.Millisecond))
	c.millis, c.nanos = c.millis+millis, nanos
}

// says is the time as messages have it, Unix milliseconds. A device that takes
// seconds for milliseconds is in January 1970, in whatever form it writes that.
func (c deviceClock) says() int64 {
	if c.seconds {
		second, _ := floorDivide(c.millis, 1000)
		return second
	}
	return c.millis
}

// gained is what a clock is ahead by after some time, in whole nanoseconds; what
// it loses is as much, with the other sign.
func gained(g *schema.Gains, passed int64) int64 {
	hi, lo := bits.Mul64(uint64(g.Amount.Abs()), uint64(passed))
	n, _ := bits.Div64(hi, lo, uint64(g.Per)) // less than passed: a clock gains less than the time that passes
	if g.Amount < 0 {
		return -int64(n)
	}
	return int64(n)
}

// floorDivide is a/b rounded down, and what is left.
func floorDivide(a, b int64) (quotient, rest int64) {
	quotient, rest = a/b, a%b
	if rest < 0 {
		quotient, rest = quotient-1, rest+b
	}
	return quotient, rest
}
