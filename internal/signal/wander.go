package signal

import "math"

// A Wander is a correlated Gaussian signal that can be entered anywhere: value
// noise between hashed knots. With knots g[k] a spacing apart and s the place
// between two of them, it is
//
//	((1-s)·g[k] + s·g[k+1]) / √((1-s)² + s²)
//
// The root makes the variance 1 at every s, not only at the knots. The lattice
// starts at an offset of the stream's own, so that no two devices turn together.
type Wander struct {
	spacing int64
	inverse float64 // 1/spacing
}

// longestSpacing leaves room to add an offset and a remainder: 146 years.
const longestSpacing = 1 << 62

// NewWander is the signal whose correlation at a lag of memory, in nanoseconds
// and positive, is 1/e averaged over the places between knots. The knots for
// that are 1.11 times memory apart; at twice their distance the correlation is
// exactly 0.
func NewWander(memory int64) Wander {
	spacing := int64(longestSpacing)
	if memory < longestSpacing/111*100 {
		spacing = max(memory/100*111+memory%100*111/100, 1)
	}
	return Wander{spacing, 1 / float64(spacing)}
}

// At is the signal of a stream at t nanoseconds, which may be negative: a
// standard Gaussian at each t. Knot k is Normal(s.Word(k)); the offset is
// Below(s.Word(math.MinInt64), spacing).
//
// Cost: three words and two quantiles, about 15 ns.
func (w Wander) At(s Stream, t int64) float64 {
	k, rest := floorDivide(t, w.spacing)
	rest += int64(Below(s.Word(math.MinInt64), uint64(w.spacing)))
	if rest >= w.spacing {
		k, rest = k+1, rest-w.spacing
	}
	right := float64(float64(rest) * w.inverse)
	left := 1 - right
	norm := math.Sqrt(float64(left*left) + float64(right*right))
	g := float64(left*Normal(s.Word(k))) + float64(right*Normal(s.Word(k+1)))
	return g / norm
}

// floorDivide is the quotient rounded down and the remainder, 0 to n-1.
func floorDivide(t, n int64) (quotient, remainder int64) {
	quotient = t / n
	remainder = t - quotient*n
	if remainder < 0 {
		quotient, remainder = quotient-1, remainder+n
	}
	return quotient, remainder
}
