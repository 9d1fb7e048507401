package engine

import (
	"math/big"

	"github.com/iotsim/iotsim/internal/signal"
	"github.com/iotsim/iotsim/schema"
)

// A cadence is when the ticks of one device fall, in interval-time: tick n at
// interval·n + offset, moved by a draw of its own within ±half where the model
// has jitter. half is below half of the interval, so ticks keep their order and
// no two fall together; only tick 0 may fall before 0, and then does not exist.
type cadence struct {
	interval int64
	offset   int64 // interval-time of tick 0
	half     int64 // 0: no jitter
	key      signal.Key
}

// at is where tick n falls.
func (c *cadence) at(n int64) int64 {
	x := n*c.interval + c.offset
	if c.half == 0 {
		return x
	}
	return x + jitter(c.key, n, c.half)
}

// jitter is by how much tick n of a device is moved: a whole number of
// nanoseconds of interval-time in [-half, half].
func jitter(device signal.Key, n, half int64) int64 {
	return int64(signal.Below(device.Stream(tagJitter).Word(n), uint64(2*half+1))) - half
}

// from is the first tick at interval-time x or later. With jitter it is the
// first that could be, or the one after that.
func (c *cadence) from(x int64) int64 {
	n := tickAt(x-c.half, c.offset, c.interval)
	if c.half > 0 && c.at(n) < x {
		n++
	}
	return n
}

// between is how many ticks fall in [from, to).
func (c *cadence) between(from, to int64) int64 {
	if from >= to {
		return 0
	}
	return c.from(to) - c.from(from)
}

// tickAt is the first tick at interval-time x or later, without jitter.
func tickAt(x, offset, interval int64) int64 {
	if x <= offset {
		return 0
	}
	return (x-offset-1)/interval + 1
}

// halfOf is the furthest that a model's jitter moves a tick, cut to whole
// nanoseconds: interval · jitter / 2.
func halfOf(m *schema.Model, g *schema.Group) int64 {
	if m.Jitter == nil {
		return 0
	}
	half := new(big.Int).Mul(big.NewInt(int64(g.Interval)), big.NewInt(m.Jitter.Num))
	return half.Quo(half, big.NewInt(2*m.Jitter.Den)).Int64()
}

// cadence is that of a device of the group whose offset is known.
func (g *group) cadence(device signal.Key, offset int64) cadence {
	return cadence{interval: int64(g.Interval), offset: offset, half: g.half, key: device}
}

// cadence is that of an entry.
func (p *Program) cadence(e *entry) cadence {
	return p.fleet.groups[e.group].cadence(e.key, e.offset)
}
