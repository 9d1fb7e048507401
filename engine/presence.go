package engine

import (
	"math/big"
	"math/bits"
	"sort"

	"github.com/iotsim/iotsim/internal/signal"
)

// A Share is a part of the fleet in units of 2^-63: wholeFleet is everybody.
type Share uint64

const wholeFleet Share = 1 << 63

// newShare cuts an exact ratio in [0, 1] to a share.
func newShare(r *big.Rat) Share {
	n := new(big.Int).Lsh(r.Num(), 63)
	return Share(n.Quo(n, r.Denom()).Uint64())
}

// rat is the share as an exact ratio.
func (s Share) rat() *big.Rat {
	return new(big.Rat).SetFrac(new(big.Int).SetUint64(uint64(s)), new(big.Int).SetUint64(uint64(wholeFleet)))
}

// MarshalText writes the share as an exact fraction, "1/2".
func (s Share) MarshalText() ([]byte, error) { return []byte(s.rat().RatString()), nil }

// A threshold is the share from which a device is online. The device of rank k
// in a block of c has (k + δ)/c, with one δ in (0, 1) for the block: half a
// fleet is half of every block, and a new block moves nobody else's threshold.
func threshold(block signal.Key, rank, count int64) Share {
	hi, lo := bits.Mul64(uint64(rank), uint64(wholeFleet))
	lo, c := bits.Add64(lo, blockDelta(block), 0)
	lo, c = bits.Add64(lo, uint64(count-1), c) // round up
	q, _ := bits.Div64(hi+c, lo, uint64(count))
	return min(Share(q), wholeFleet)
}

// blockDelta is δ of a block in units of 2^-63, never 0.
func blockDelta(block signal.Key) uint64 { return block.Stream(tagOrder).Word(0)>>1 | 1 }

// admits is how many of a block's devices have a threshold of at most s.
func admits(block signal.Key, count int64, s Share) int64 {
	hi, lo := bits.Mul64(uint64(s), uint64(count))
	delta := blockDelta(block)
	if hi == 0 && lo < delta {
		return 0
	}
	lo, b := bits.Sub64(lo, delta, 0)
	k := (hi-b)<<1 | lo>>63
	return min(int64(k)+1, count)
}

// A presence is the share of the fleet that is online, over time.
type presence struct {
	pieces  []SharePiece
	reached []span // of each piece, the interval-times at which it begins and ends
}

// A span is a stretch [from, to), of time or of interval-time.
type span struct{ from, to int64 }

// online is the stretch of one piece in which its share is at least theta.
func (p *SharePiece) online(theta Share) span {
	d := uint64(p.End - p.Start)
	switch {
	case p.From >= theta && p.To >= theta:
		return span{p.Start, p.End}
	case p.From < theta && p.To < theta:
		return span{}
	case p.From < p.To: // rising: from the first τ with (to−from)·τ/D >= theta−from
		hi, lo := bits.Mul64(uint64(theta-p.From), d)
		slope := uint64(p.To - p.From)
		lo, c := bits.Add64(lo, slope-1, 0)
		tau, _ := bits.Div64(hi+c, lo, slope)
		return span{p.Start + int64(tau), p.End}
	default: // falling: until the last τ with (from−to)·τ/D <= from−theta
		hi, lo := bits.Mul64(uint64(p.From-theta), d)
		tau, _ := bits.Div64(hi, lo, uint64(p.From-p.To))
		return span{p.Start, min(p.Start+int64(tau)+1, p.End)}
	}
}

// at is the share at t.
func (p *presence) at(t int64) Share {
	i := sort.Search(len(p.pieces), func(i int) bool { return p.pieces[i].End > t })
	if i == len(p.pieces) {
		return p.pieces[i-1].To
	}
	piece := &p.pieces[i]
	d, tau := uint64(piece.End-piece.Start), uint64(t-piece.Start)
	if piece.From <= piece.To {
		hi, lo := bits.Mul64(uint64(piece.To-piece.From), tau)
		q, _ := bits.Div64(hi, lo, d)
		return piece.From + Share(q)
	}
	hi, lo := bits.Mul64(uint64(piece.From-piece.To), tau)
	lo, c := bits.Add64(lo, d-1, 0) // round up what is taken away
	q, _ := bits.Div64(hi+c, lo, d)
	return piece.From - Share(q)
}

// constant says whether everybody is online all the time.
func (p *presence) constant() bool {
	for _, piece := range p.pieces {
		if piece.From != wholeFleet || piece.To != wholeFleet {
			return false
		}
	}
	return true
}

// easeSteps is how many linear pieces stand for a smoothstep, so that every
// integral over the time line stays at most quadratic.
const easeSteps = 64

// smoothstep is 3x² − 2x³ at x = k/easeSteps, exact.
func smoothstep(k int64) *big.Rat {
	const n = easeSteps
	return big.NewRat(3*n*k*k-2*k*k*k, n*n*n)
}

// ease cuts a ramp into pieces. Their borders are whole nanoseconds; a phase
// shorter than easeSteps nanoseconds loses those that fall together.
func ease(start, end int64, from, to *big.Rat, emit func(start, end int64, from, to *big.Rat)) {
	rise := new(big.Rat).Sub(to, from)
	level := func(k int64) *big.Rat {
		v := new(big.Rat).Mul(rise, smoothstep(k))
		return v.Add(v, from)
	}
	d := end - start
	border := func(k int64) int64 { return start + d/easeSteps*k + d%easeSteps*k/easeSteps }
	for k := int64(0); k < easeSteps; k++ {
		if border(k) < border(k+1) {
			emit(border(k), border(k+1), level(k), level(k+1))
		}
	}
}
