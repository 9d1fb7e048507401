package signal

import (
	"math"
	"slices"
)

// Kind names the shape of a Distribution.
type Kind uint8

// The kinds, with the meaning of a Distribution's A and B.
const (
	KindConstant    Kind = iota // A
	KindNormal                  // mean A, standard deviation B
	KindLognormal               // median A, standard deviation B of the logarithm
	KindUniform                 // from A up to B
	KindExponential             // mean A
	KindChoice                  // weights; the value is the outcome's index
	KindWeibull                 // scale A, shape B
	KindPoisson                 // mean A
)

// A Distribution turns words into values. Its parameters are taken as they are:
// what an author writes is checked where it is read, and what is drawn, such as
// the deviation in normal(24, fixed(uniform(0.5, 1))), may be anything.
type Distribution struct {
	Kind Kind
	A, B float64

	// limits[i] is the first word past outcome i of a choice; the last outcome
	// has none, so n weights make n-1 limits. Of a Poisson number they begin with
	// the outcome first; without them (NewPoisson makes them) it is counted.
	limits []uint64
	first  int64
}

// NewChoice is a choice among the indexes of weights: at least one, all positive
// and finite; they need not sum to 1.
func NewChoice(weights ...float64) Distribution {
	// Against the largest, because their sum might be infinite or too small.
	largest, total := slices.Max(weights), 0.0
	for _, w := range weights {
		total += w / largest
	}
	d := Distribution{Kind: KindChoice}
	sum := 0.0
	for _, w := range weights[:len(weights)-1] {
		sum += w / largest
		d.limits = append(d.limits, fraction(sum/total))
	}
	return d
}

// fraction is p in [0, 1] as a word, cut to 53 bits. 1 becomes the highest word,
// not 2^64: the last 2^-64 belongs to whoever comes after.
func fraction(p float64) uint64 {
	if p >= 1 {
		return math.MaxUint64
	}
	return uint64(int64(p*0x1p53)) << 11
}

// Quantile is the value below which a share of word/2^64 of all draws lie. It
// rises with the word, so that words from a copula keep their order.
//
// Cost: under 5 ns; lognormal and exponential some 10 more, weibull 30.
func (d *Distribution) Quantile(word uint64) float64 {
	switch d.Kind {
	case KindNormal:
		return d.A + float64(d.B*Normal(word))
	case KindLognormal:
		return float64(d.A * Exp(float64(d.B*Normal(word))))
	case KindUniform:
		return d.uniform(Unit(word))
	case KindExponential:
		return float64(d.A * standardExponential(word))
	case KindChoice:
		return float64(d.Pick(word))
	case KindWeibull:
		return float64(d.A * Exp(Log(standardExponential(word))/d.B))
	case KindPoisson:
		if d.limits == nil {
			return poissonCount(d.A, word)
		}
		return float64(d.first + int64(d.Pick(word)))
	}
	return d.A
}

// standardExponential is the quantile of mean 1, from the mass above it in
// 2^-63: exact at the far end.
func standardExponential(word uint64) float64 {
	return -Log(float64(float64(int64(^word>>1|1)) * 0x1p-63))
}

// uniform is the place u of the way from A to B, whichever is larger. The sum may
// round to past B; then it is B.
func (d *Distribution) uniform(u float64) float64 {
	x := d.A + float64((d.B-d.A)*u)
	if d.A < d.B {
		return min(x, d.B)
	}
	return max(x, d.B)
}

// Shape is Quantile(NormalWord(z)) for a standard Gaussian z: the value of a
// correlated sensor. Normal and lognormal are shapes of z itself and skip the
// way through the word, and with it an error of 4e-6 standard deviations.
func (d *Distribution) Shape(z float64) float64 {
	switch d.Kind {
	case KindNormal:
		return d.A + float64(d.B*z)
	case KindLognormal:
		return float64(d.A * Exp(float64(d.B*z)))
	case KindConstant:
		return d.A
	}
	return d.Quantile(NormalWord(z))
}

// Pick is the outcome of a choice, an index of its weights; 0 for other kinds.
// It looks at log2(n) limits, all integers.
func (d *Distribution) Pick(word uint64) int {
	low, high := 0, len(d.limits)
	for low < high {
		middle := int(uint(low+high) / 2)
		if word < d.limits[middle] {
			high = middle
		} else {
			low = middle + 1
		}
	}
	return low
}

// Bounds is the closed range of Quantile; an end is infinite where the
// distribution has none, though no word reaches further than 10 standard
// deviations or 44 means.
func (d *Distribution) Bounds() (low, high float64) {
	infinite := math.Inf(1)
	switch d.Kind {
	case KindNormal:
		if d.B != 0 {
			return -infinite, infinite
		}
	case KindLognormal:
		if d.B != 0 {
			return 0, infinite
		}
	case KindUniform:
		return min(d.A, d.B), max(d.A, d.B)
	case KindExponential, KindWeibull:
		return 0, infinite
	case KindChoice:
		return 0, float64(len(d.limits))
	case KindPoisson:
		if d.limits == nil {
			return 0, infinite
		}
		return float64(d.first), float64(d.first + int64(len(d.limits)))
	}
	return d.A, d.A
}
