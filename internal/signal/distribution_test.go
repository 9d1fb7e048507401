package signal

import (
	"math"
	"testing"
)

// laws are the continuous distributions with what the books say of them.
var laws = []struct {
	name string
	Distribution
	raw func(k int) float64 // E[X^k]
	cdf func(x float64) float64
}{
	{
		"normal", Distribution{Kind: KindNormal, A: 5, B: 2},
		func(k int) float64 { // E[X^k] = mean·E[X^(k-1)] + (k-1)·variance·E[X^(k-2)]
			before, now := 0.0, 1.0
			for i := range k {
				before, now = now, 5*now+float64(i)*4*before
			}
			return now
		},
		func(x float64) float64 { return phi((x - 5) / 2) },
	},
	{
		"lognormal", Distribution{Kind: KindLognormal, A: 620, B: 0.2},
		func(k int) float64 { f := float64(k); return math.Pow(620, f) * math.Exp(f*f*0.02) },
		func(x float64) float64 { return phi(math.Log(x/620) / 0.2) },
	},
	{
		"uniform", Distribution{Kind: KindUniform, A: -1, B: 3},
		func(k int) float64 {
			f := float64(k + 1)
			return (math.Pow(3, f) - math.Pow(-1, f)) / (4 * f)
		},
		func(x float64) float64 { return (x + 1) / 4 },
	},
	{
		"exponential", Distribution{Kind: KindExponential, A: 7},
		func(k int) float64 { f := float64(k); return math.Gamma(f+1) * math.Pow(7, f) },
		func(x float64) float64 { return -math.Expm1(-x / 7) },
	},
	{
		"weibull", Distribution{Kind: KindWeibull, A: 9, B: 2},
		func(k int) float64 { f := float64(k); return math.Pow(9, f) * math.Gamma(1+f/2) },
		func(x float64) float64 { return -math.Expm1(-(x / 9 * x / 9)) },
	},
	{
		"weibull that wears out", Distribution{Kind: KindWeibull, A: 0.5, B: 7.5},
		func(k int) float64 { f := float64(k); return math.Pow(0.5, f) * math.Gamma(1+f/7.5) },
		func(x float64) float64 { return -math.Expm1(-math.Pow(x/0.5, 7.5)) },
	},
	{
		"weibull of early deaths", Distribution{Kind: KindWeibull, A: 2, B: 0.8},
		func(k int) float64 { f := float64(k); return math.Pow(2, f) * math.Gamma(1+f/0.8) },
		func(x float64) float64 { return -math.Expm1(-math.Pow(x/2, 0.8)) },
	},
}

func TestDistributionsKeepTheirLaws(t *testing.T) {
	for _, law := range laws {
		t.Run(law.name, func(t *testing.T) {
			s := place(42).Ordinal(1).Stream(NewTag(Value, law.name))
			sample := make([]float64, draws)
			for i := range sample {
				sample[i] = law.Quantile(s.Word(int64(i)))
			}
			checkMoments(t, sample, law.raw)
			checkDistribution(t, law.name, sample, law.cdf)
		})
	}
}

// A value shaped from a Gaussian has the same law as one drawn from a word.
func TestShapeKeepsTheLaw(t *testing.T) {
	for _, law := range laws {
		t.Run(law.name, func(t *testing.T) {
			s := place(42).Ordinal(1).Stream(NewTag(Memory, law.name))
			sample := make([]float64, draws)
			for i := range sample {
				z := Normal(s.Word(int64(i)))
				sample[i] = law.Shape(z)
				if back := law.Quantile(NormalWord(z)); math.Abs(sample[i]-back) > 1e-4*(1+math.Abs(back)) {
					t.Fatalf("Shape(%v) is %v, by way of the word %v", z, sample[i], back)
				}
			}
			checkMoments(t, sample, law.raw)
			checkDistribution(t, law.name, sample, law.cdf)
		})
	}
}

// The whole range of words: the quantile's error in probability is small at the
// ends, too, where draws seldom come.
func TestQuantilesHoldInTheTails(t *testing.T) {
	for _, law := range laws {
		tailWords(100_000, func(word uint64) {
			p := (float64(word) + 0.5) * 0x1p-64
			// 4·10^-6 deviations times a density of at most 0.4, or 53 bits.
			if got := law.cdf(law.Quantile(word)); math.Abs(got-p) > 2e-6 {
				t.Fatalf("%s: quantile at %g lies at %g", law.name, p, got)
			}
		})
	}
}

func TestQuantilesRise(t *testing.T) {
	for _, law := range laws {
		tailWords(100_000, func(word uint64) {
			above := word + word>>9
			if above > word && law.Quantile(above) < law.Quantile(word)-1e-12*math.Abs(law.A) {
				t.Fatalf("%s falls between %#x and %#x", law.name, word, above)
			}
		})
	}
}

func TestChoiceKeepsItsWeights(t *testing.T) {
	for name, weights := range map[string][]float64{
		"two":     {0.8, 0.2},
		"even":    {1, 1, 1, 1, 1, 1, 1},
		"uneven":  {100, 1, 30, 0.5, 7, 0.02, 12},
		"certain": {1, 1e-300},
	} {
		t.Run(name, func(t *testing.T) {
			d := NewChoice(weights...)
			counts := make([]float64, len(weights))
			s := place(42).Ordinal(1).Stream(NewTag(Value, name))
			for i := range int64(draws) {
				counts[d.Pick(s.Word(i))]++
			}
			if name == "certain" {
				if counts[1] != 0 {
					t.Errorf("an outcome of weight 1e-300 came %v times", counts[1])
				}
				return
			}
			checkShares(t, counts, weights)
		})
	}
}

func TestChoiceLimitsAreExact(t *testing.T) {
	d := NewChoice(1, 2, 1) // a quarter, a half, a quarter of all words
	for _, c := range []struct {
		word uint64
		want int
	}{
		{0, 0}, {1<<62 - 1, 0}, {1 << 62, 1}, {3<<62 - 1, 1}, {3 << 62, 2}, {math.MaxUint64, 2},
	} {
		if got := d.Pick(c.word); got != c.want {
			t.Errorf("Pick(%#x) is %d, want %d", c.word, got, c.want)
		}
		if got := d.Quantile(c.word); got != float64(c.want) {
			t.Errorf("Quantile(%#x) is %v, want %d", c.word, got, c.want)
		}
	}
	only := NewChoice(3)
	if got := only.Pick(math.MaxUint64); got != 0 {
		t.Errorf("the only outcome is picked as %d", got)
	}
}

// The weights' sum overflows, or is too small for a quotient: shares still hold.
func TestChoiceTakesAnyWeights(t *testing.T) {
	for _, w := range []float64{math.MaxFloat64, 5e-324, 1e-310} {
		d := NewChoice(w, w)
		if low, high := d.Pick(1<<63-1), d.Pick(1<<63); low != 0 || high != 1 {
			t.Errorf("weights %g: halves are picked as %d and %d", w, low, high)
		}
	}
}

func TestBoundsHoldEveryValue(t *testing.T) {
	infinite := math.Inf(1)
	for _, c := range []struct {
		name string
		d    Distribution
		low  float64
		high float64
	}{
		{"constant", Distribution{A: 4}, 4, 4},
		{"normal", Distribution{Kind: KindNormal, A: 4, B: 1}, -infinite, infinite},
		{"normal without deviation", Distribution{Kind: KindNormal, A: 4}, 4, 4},
		{"lognormal", Distribution{Kind: KindLognormal, A: 4, B: 1}, 0, infinite},
		{"lognormal without deviation", Distribution{Kind: KindLognormal, A: 4}, 4, 4},
		{"uniform", Distribution{Kind: KindUniform, A: -3, B: 9}, -3, 9},
		{"uniform, rounded", Distribution{Kind: KindUniform, A: 0.1, B: 0.7}, 0.1, 0.7},
		{"uniform, past its end", Distribution{Kind: KindUniform, A: -0.1, B: 0.3}, -0.1, 0.3},
		{"uniform, turned round", Distribution{Kind: KindUniform, A: 9, B: -3}, -3, 9},
		{"exponential", Distribution{Kind: KindExponential, A: 4}, 0, infinite},
		{"choice", NewChoice(1, 2, 3), 0, 2},
		{"weibull", Distribution{Kind: KindWeibull, A: 4, B: 2}, 0, infinite},
		{"weibull, the most uneven", Distribution{Kind: KindWeibull, A: 4, B: 0.1}, 0, infinite},
		{"poisson, counted", Distribution{Kind: KindPoisson, A: 4}, 0, infinite},
		{"poisson", NewPoisson(0.5), 0, 14},
	} {
		low, high := c.d.Bounds()
		if low != c.low || high != c.high {
			t.Errorf("%s: bounds %v and %v, want %v and %v", c.name, low, high, c.low, c.high)
		}
		tailWords(10_000, func(word uint64) {
			if x := c.d.Quantile(word); !(low <= x && x <= high) || math.IsInf(x, 0) {
				t.Fatalf("%s: Quantile(%#x) is %v", c.name, word, x)
			}
		})
	}
}
