package engine

import (
	"math"
	"math/big"
	"math/bits"
	"sort"

	"github.com/iotsim/iotsim/schema"
)

// A timeline relates wall time to interval-time. The rate r(u) stretches every
// model's interval, so S(t) = ∫ r(u) du says how much interval-time has passed
// at t, and a device's tick n is due when S reaches interval·n + offset. S is
// common to all devices: one table serves the fleet, and the order of two ticks
// is the order of their interval-times whatever the rates do.
//
// Both directions are exact. Each piece keeps the integers that its part of S
// needs, relative to low, the first whole nanosecond of interval-time in it:
//
//	constant rate n/q:         due(low+x) = start + ⌊(carry + x·q) / n⌋
//	ramp from n0/q to n1/q:    due(low+x) = start + max τ with τ·(2·n0·D + (n1−n0)·τ) ≤ carry + x·2·D·q
//
// carry is the fraction (low − S(start)), scaled and cut: cutting it is exact,
// because everything beside it is whole.
type timeline struct {
	pieces []ratePiece
	end    int64
	limit  int64 // ⌈S(end)⌉: a tick at this interval-time or later does not exist
}

type ratePiece struct {
	start, end int64
	low, high  int64  // ⌈S(start)⌉, ⌈S(end)⌉
	q          uint64 // common denominator of the rates
	from, to   uint64 // numerators
	carry      uint64
	step       uint64 // of a ramp: 2·D·q
	wide       bool   // a ramp whose terms do not fit 64 bits: math/big does it
	wideCarry  *big.Int
}

// newTimeline integrates pieces that meet and begin at 0. The time line ends at
// end, in the middle of a piece or of several where --duration cuts a phase.
func newTimeline(pieces []Piece, end int64) *timeline {
	tl := &timeline{}
	s := new(big.Rat) // S at the start of the piece
	for _, p := range pieces {
		if p.End == p.Start {
			continue
		}
		rp := newRatePiece(p, s)
		s = s.Add(s, integral(p))
		rp.high = ceilRat(s)
		tl.pieces = append(tl.pieces, rp)
		tl.end = p.End
	}
	tl.limit = ceilRat(s)
	tl.end, tl.limit = end, tl.reach(end)
	return tl
}

func newRatePiece(p Piece, s *big.Rat) ratePiece {
	q := lcm(uint64(p.From.Den), uint64(p.To.Den))
	rp := ratePiece{
		start: p.Start, end: p.End, low: ceilRat(s), q: q,
		from: uint64(p.From.Num) * (q / uint64(p.From.Den)),
		to:   uint64(p.To.Num) * (q / uint64(p.To.Den)),
	}
	fraction := new(big.Rat).Sub(new(big.Rat).SetInt64(rp.low), s)
	scale := new(big.Int).SetUint64(q)
	if rp.from != rp.to {
		scale.Mul(scale, big.NewInt(2*(p.End-p.Start)))
		rp.wide = !rp.narrow()
		if !rp.wide {
			rp.step = scale.Uint64()
		}
	}
	fraction.Mul(fraction, new(big.Rat).SetInt(scale))
	carry := new(big.Int).Quo(fraction.Num(), fraction.Denom())
	rp.wideCarry, rp.carry = carry, carry.Uint64()
	return rp
}

// narrow says whether 2·n·D and 2·D·q fit 63 bits, so that products with a
// 64-bit factor fit 128.
func (p *ratePiece) narrow() bool {
	d := 2 * uint64(p.end-p.start)
	for _, n := range []uint64{p.from, p.to, p.q} {
		if hi, lo := bits.Mul64(d, n); hi != 0 || lo >= 1<<63 {
			return false
		}
	}
	return true
}

// integral is the interval-time that passes in a piece: its mean rate times its length.
func integral(p Piece) *big.Rat {
	mean := new(big.Rat).Add(rat(p.From), rat(p.To))
	return mean.Mul(mean, big.NewRat(p.End-p.Start, 2))
}

// due is the moment at which interval-time x is reached: the largest whole
// nanosecond t with S(t) <= x. x must be in [0, limit). hint is the index of a
// piece at or before the right one, and is moved there: callers that go forward
// in x pass the same hint again.
func (tl *timeline) due(x int64, hint *int) int64 {
	i := *hint
	for x >= tl.pieces[i].high {
		i++
	}
	*hint = i
	p := &tl.pieces[i]
	y := uint64(x - p.low)
	if p.from == p.to {
		if p.from == p.q {
			return p.start + int64(y) // rate 1: the fraction is below one and cannot carry
		}
		hi, lo := bits.Mul64(y, p.q)
		lo, c := bits.Add64(lo, p.carry, 0)
		t, _ := bits.Div64(hi+c, lo, p.from)
		return p.start + int64(t)
	}
	return p.start + p.solve(y)
}

// pieceOf is the index of the piece in which interval-time x is reached, to hint
// at: a time line of many repetitions has thousands of them.
func (tl *timeline) pieceOf(x int64) int {
	return sort.Search(len(tl.pieces)-1, func(i int) bool { return x < tl.pieces[i].high })
}

// solve is the largest τ of a ramp with area(τ) <= carry + y·step.
func (p *ratePiece) solve(y uint64) int64 {
	guess := p.guess(float64(y))
	lo, hi := bracket(guess, p.end-p.start, func(tau int64) bool { return p.reached(tau, y) })
	for lo < hi { // reached(lo) holds, reached(hi+1) does not
		mid := lo + (hi-lo+1)/2
		if p.reached(mid, y) {
			lo = mid
		} else {
			hi = mid - 1
		}
	}
	return lo
}

// guess solves the quadratic in floating point, near enough to start from. Its
// rounding may differ between machines: the search that follows is exact.
func (p *ratePiece) guess(y float64) int64 {
	d := float64(p.end - p.start)
	n0, n1, q := float64(p.from), float64(p.to), float64(p.q)
	area := float64(y * q) // ∫ of numerators
	root := math.Sqrt(math.Max(0, float64(n0*n0)+float64(2*area*(n1-n0))/d))
	tau := 2 * area / math.Max(n0+root, 1e-300)
	return int64(math.Min(math.Max(tau, 0), d-1))
}

// bracket widens around guess until ok(lo) holds and ok(hi+1) does not. ok is
// monotone and ok(0) holds.
func bracket(guess, length int64, ok func(int64) bool) (lo, hi int64) {
	width := int64(1)
	if ok(guess) {
		lo = guess
		for lo+width < length && ok(lo+width) {
			lo += width
			width *= 2
		}
		return lo, min(lo+width-1, length-1)
	}
	hi = guess - 1
	for hi-width > 0 && !ok(hi-width) {
		hi -= width
		width *= 2
	}
	return max(hi-width, 0), hi
}

// reached says whether area(τ) <= carry + y·step, that is S(start+τ) <= low + y.
func (p *ratePiece) reached(tau int64, y uint64) bool {
	if p.wide {
		right := new(big.Int).Mul(new(big.Int).SetUint64(y), p.wideStep())
		return p.wideArea(tau).Cmp(right.Add(right, p.wideCarry)) <= 0
	}
	ahi, alo := p.area(tau)
	hi, lo := bits.Mul64(y, p.step)
	lo, c := bits.Add64(lo, p.carry, 0)
	hi += c
	return ahi < hi || ahi == hi && alo <= lo
}

// area is τ·(2·n0·D + (n1−n0)·τ): 2·D·q times the interval-time of the ramp's first τ.
func (p *ratePiece) area(tau int64) (hi, lo uint64) {
	d, t := uint64(p.end-p.start), uint64(tau)
	// Two's complement makes a falling ramp right: the sum is never negative.
	return bits.Mul64(t, 2*p.from*d+(p.to-p.from)*t)
}

func (p *ratePiece) wideStep() *big.Int {
	return new(big.Int).Mul(big.NewInt(2*(p.end-p.start)), new(big.Int).SetUint64(p.q))
}

func (p *ratePiece) wideArea(tau int64) *big.Int {
	t := big.NewInt(tau)
	from, to := new(big.Int).SetUint64(p.from), new(big.Int).SetUint64(p.to)
	slope := to.Sub(to, from)
	base := from.Mul(from, big.NewInt(2*(p.end-p.start)))
	return base.Add(base, slope.Mul(slope, t)).Mul(base, t)
}

// reach is the first whole interval-time that is due at t or later: ⌈S(t)⌉.
// A tick is due in [a, b) exactly when its interval-time is in [reach(a), reach(b)).
func (tl *timeline) reach(t int64) int64 {
	if t <= 0 {
		return 0
	}
	if t >= tl.end {
		return tl.limit
	}
	i := sort.Search(len(tl.pieces), func(i int) bool { return tl.pieces[i].end > t })
	p := &tl.pieces[i]
	return p.low + p.reach(t-p.start)
}

// reach is ⌈S(start+τ)⌉ − low.
func (p *ratePiece) reach(tau int64) int64 {
	if p.wide {
		a := p.wideArea(tau)
		a.Sub(a, p.wideCarry)
		q, r := a.DivMod(a, p.wideStep(), new(big.Int))
		if r.Sign() > 0 {
			q.Add(q, big.NewInt(1))
		}
		return max(q.Int64(), 0)
	}
	hi, lo := bits.Mul64(uint64(tau), p.from)
	step := p.q
	if p.from != p.to {
		hi, lo = p.area(tau)
		step = p.step
	}
	if hi == 0 && lo <= p.carry {
		return 0
	}
	lo, b := bits.Sub64(lo, p.carry, 0)
	hi -= b
	lo, c := bits.Add64(lo, step-1, 0) // round up
	n, _ := bits.Div64(hi+c, lo, step)
	return int64(n)
}

func rat(r schema.Ratio) *big.Rat { return big.NewRat(r.Num, r.Den) }

func ceilRat(r *big.Rat) int64 {
	q, m := new(big.Int).DivMod(r.Num(), r.Denom(), new(big.Int))
	if m.Sign() > 0 {
		q.Add(q, big.NewInt(1))
	}
	return q.Int64()
}

func lcm(a, b uint64) uint64 {
	x, y := a, b
	for y != 0 {
		x, y = y, x%y
	}
	return a / x * b
}
