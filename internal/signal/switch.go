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
// The axis is cut into cells that hold one instant on average. A cell's number,
// places and states of instants are hashed, so the state at t is that of the
// last instant at or before t, found by looking back 1.6 cells on average.
type Switch struct {
	cell  int64
	on    uint64   // a state is on when its word is below
	count []uint64 // a cell has i instants when its word is below count[i] and not below those before
}

// NewSwitch is the process with the mean times on and off, both positive, in
// units of t: nanoseconds, or ticks. It is exact on an axis of whole units, too.
func NewSwitch(on, off int64) Switch {
	sum := uint64(on) + uint64(off)
	share, _ := bits.Div64(uint64(on), 0, sum)
	high, low := bits.Mul64(uint64(on), uint64(off))
	cell, _ := bits.Div64(high, low, sum) // one over the rate
	cell = max(cell, 1)
	mean := float64(cell)/float64(on) + float64(cell)/float64(off)
	return Switch{int64(cell), share, poissonLimits(mean)}
}

// poissonLimits are the words at which a Poisson count goes from i to i+1, as far
// as a word can tell.
func poissonLimits(mean float64) []uint64 {
	var limits []uint64
	chance := Exp(-mean)
	for sum := chance; ; sum += chance {
		limit := fraction(sum)
		if n := len(limits); n > 0 && limit <= limits[n-1] || limit == math.MaxUint64 {
			return limits
		}
		limits = append(limits, limit)
		chance = chance * mean / float64(len(limits))
	}
}

// At is the state of a stream at t, which may be negative.
//
// Cost: about 15 ns.
func (w Switch) At(s Stream, t int64) bool {
	k, place := floorDivide(t, w.cell)
	for {
		if word, found := w.last(s.Sub(k), place); found {
			return word < w.on
		}
		k, place = k-1, w.cell-1
	}
}

// last is the state's word of the last instant of a cell at or before place. In
// a cell word 0 is the number of instants, 1 and 2 the place and state of the
// first, 3 and 4 of the second and so on; of two at one place the later holds.
func (w Switch) last(cell Stream, place int64) (word uint64, found bool) {
	latest, state := int64(-1), int64(0)
	for i, n := int64(0), w.instants(cell.Word(0)); i < n; i++ {
		at := int64(Below(cell.Word(1+2*i), uint64(w.cell)))
		if at <= place && at >= latest {
			latest, state = at, 2+2*i
		}
	}
	if latest < 0 {
		return 0, false
	}
	return cell.Word(state), true
}

// instants is the Poisson count of a word.
func (w Switch) instants(word uint64) int64 {
	n := 0
	for n < len(w.count) && word >= w.count[n] {
		n++
	}
	return int64(n)
}
