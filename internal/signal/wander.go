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
	var k Knots
	return w.Follow(&k, s, t)
}

// Knots are the two knots around the last instant that was asked for, and the
// time between them: what need not be hashed anew while a caller stays there.
// The zero value knows nothing.
type Knots struct {
	from, until int64 // the stretch of time between the knots
	left, right float64
}

// Follow is At, bit for bit, for a caller who asks for one stream at instants
// that are near each other.
func (w Wander) Follow(k *Knots, s Stream, t int64) float64 {
	if !k.Hold(t) {
		w.Find(k, s, t)
	}
	return w.Between(k, t)
}

// Hold says whether t lies between the knots.
func (k *Knots) Hold(t int64) bool { return t >= k.from && t < k.until }

// Between is the signal between knots that hold t.
//
// Cost: about 5 ns.
func (w Wander) Between(k *Knots, t int64) float64 {
	right := float64(float64(t-k.from) * w.inverse)
	left := 1 - right
	norm := math.Sqrt(float64(left*left) + float64(right*right))
	return (float64(left*k.left) + float64(right*k.right)) / norm
}

// Find fills in the knots around t.
func (w Wander) Find(k *Knots, s Stream, t int64) {
	n, rest := floorDivide(t, w.spacing)
	rest += int64(Below(s.Word(math.MinInt64), uint64(w.spacing)))
	if rest >= w.spacing {
		n, rest = n+1, rest-w.spacing
	}
	k.from, k.until = t-rest, t-rest+w.spacing
	k.left, k.right = Normal(s.Word(n)), Normal(s.Word(n+1))
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
