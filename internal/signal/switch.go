package signal

import (
	"math"
	"math/bits"
)

// A Switch is a two-state Markov process that can be entered anywhere. At
// Poisson instants of rate 1/on + 1/off its state is drawn anew, on with chance
// on/(on+off). Instants that draw the state it already has change nothing; what
// is left leaves "on" at rate 1/on and "off" at rate 1/off, with no memory:
// that is the process.
//
// The axis is cut into cells that hold half an instant on average. The number,
// places and states of a cell's instants are hashed, so that the state at t is
// the one drawn at the last instant at or before t. Looking for it takes 2.5
// cells on average; the cells before the first need only say whether they are
// empty.
type Switch struct {
	cell  int64
	on    uint64   // a state is on when its word is below
	count []uint64 // a cell holds as many instants as there are limits at or below its word
}

// NewSwitch is the process with the mean times on and off, both positive, in
// units of t: nanoseconds, or ticks. On an axis of whole units it is the process
// seen at those units, exactly, however short the times.
func NewSwitch(on, off int64) Switch {
	sum := uint64(on) + uint64(off)
	share, _ := bits.Div64(uint64(on), 0, sum)
	high, low := bits.Mul64(uint64(on), uint64(off))
	pause, _ := bits.Div64(high, low, sum) // between two instants: one over the rate
	cell := max(int64(pause/2), 1)
	mean := float64(cell)/float64(on) + float64(cell)/float64(off)
	return Switch{cell, share, poissonLimits(mean)}
}

// NewBursts is Gilbert and Elliott's channel on the axis of ticks: from one tick
// to the next a burst begins with the chance enter and ends with the chance
// leave, both positive and together below 1. It is "on" in a burst.
//
// Redrawn at rate λ = -ln(1 - enter - leave), the state is drawn anew from one
// tick to the next with chance 1 - exp(-λ) = enter + leave, and is then a burst
// with chance enter / (enter + leave): so one begins with chance enter.
func NewBursts(enter, leave float64) Switch {
	rate := -Log(1 - enter - leave)
	cell := max(int64(0.5/rate), 1)
	return Switch{cell, fraction(enter / (enter + leave)), poissonLimits(float64(cell) * rate)}
}

// poissonLimits are the words at which a Poisson count goes from i to i+1, until
// their distance to 1 is lost in roundings.
func poissonLimits(mean float64) []uint64 {
	limits := []uint64{fraction(Exp(-mean))}
	chance, sum := Exp(-mean), Exp(-mean)
	for i := 1; ; i++ {
		chance = chance * mean / float64(i)
		sum += chance
		limit := fraction(sum)
		if limit <= limits[i-1] || limit == math.MaxUint64 {
			return limits
		}
		limits = append(limits, limit)
	}
}

// At is the state of a stream at t, which may be negative.
//
// In cell k the word of k is the count and seeds a stream of its own: its word i
// places instant i, its word -1-j is the state drawn at the j-th instant from
// the end.
//
// Cost: about 25 ns.
func (w *Switch) At(s Stream, t int64) bool {
	on, _ := w.Hold(s, t)
	return on
}

// Hold is At, and the time until which the state is certain to stay: the next
// instant, or the end of the cell.
func (w *Switch) Hold(s Stream, t int64) (on bool, until int64) {
	k, place := floorDivide(t, w.cell)
	cell := s.Sub(k)
	n, later, next := w.instants(cell), int64(0), w.cell
	for i := range n {
		if at := int64(Below(cell.Word(i), uint64(w.cell))); at > place {
			later++
			next = min(next, at)
		}
	}
	if later == n {
		later = 0
		cell = s.Sub(k - 1)
		for k -= 2; w.empty(cell); k-- {
			cell = s.Sub(k)
		}
	}
	return cell.Word(-1-later) < w.on, t - place + next
}

// instants is how many instants a cell holds.
func (w *Switch) instants(cell Stream) int64 {
	n := 0
	for n < len(w.count) && uint64(cell) >= w.count[n] {
		n++
	}
	return int64(n)
}

func (w *Switch) empty(cell Stream) bool { return uint64(cell) < w.count[0] }
