package signal

import (
	"math"
	"testing"
)

// tailWords calls f with words of every magnitude on both sides, so that each
// octave of the tail is seen as often as the centre.
func tailWords(n int, f func(word uint64)) {
	for i := range n {
		w := Stream(7).Word(int64(i)) >> (1 + i%63)
		f(w)
		f(^w)
	}
}

// The error of z is that of its probability over the density, which holds at any
// distance from the centre. Between two knots of a cell of width h = p/128 a
// straight line is off by at most h²·|z”|/8 = z·(p/φ)²/(8·128²), and z·(p/φ)²
// is at most 0.43: 3.3·10^-6. Far out the half word that p|1 stands for shows, too.
func TestNormalIsTheQuantile(t *testing.T) {
	tailWords(1_000_000, func(word uint64) {
		z := Normal(word)
		// Both sides are told by their lower tail: no digits are lost near 1.
		tail := math.Min((float64(word)+0.5)*0x1p-64, (float64(^word)+0.5)*0x1p-64)
		density := math.Exp(-z*z/2) / math.Sqrt(2*math.Pi)
		if off := (phi(-math.Abs(z)) - tail) / density; math.Abs(off) > 4e-6+0x1p-65/density {
			t.Fatalf("Normal(%#x) is %v, off by %.2g", word, z, off)
		}
		if (z < 0) != (word < 1<<63) {
			t.Fatalf("Normal(%#x) is %v: wrong side", word, z)
		}
		if Normal(^word) != -z {
			t.Fatalf("Normal(%#x) and its complement are not symmetric", word)
		}
	})
}

func TestNormalAgreesWithErfinv(t *testing.T) {
	for i := range int64(100_000) {
		u := Unit(Stream(1).Word(i))
		want := math.Sqrt2 * math.Erfinv(2*u-1)
		if got := Normal(fraction(u)); math.Abs(got-want) > 4e-6 {
			t.Fatalf("Normal at %v is %v, want %v", u, got, want)
		}
	}
}

// The ends, a tail, the quartiles and the centre.
func TestNormalAtKnownWords(t *testing.T) {
	for _, c := range []struct {
		word uint64
		want float64
	}{
		{0, -9.080155124873613},
		{1 << 40, -5.294704084854432},
		{1 << 62, -0.6744897501960816},
		{1<<63 - 1, -0x1p-52},
		{1 << 63, 0x1p-52},
		{3 << 62, 0.6744897501960817},
		{math.MaxUint64, 9.080155124873613},
	} {
		if got := Normal(c.word); got != c.want {
			t.Errorf("Normal(%#x) is %v, want %v", c.word, got, c.want)
		}
	}
}

// Steps of any size, over borders of cells, octaves and the centre. Two lines
// that meet may differ by a rounding at their border.
func TestNormalRises(t *testing.T) {
	tailWords(1_000_000, func(word uint64) {
		for _, step := range []uint64{1, word >> 7, word >> 20} {
			if above := word + step; above >= word && Normal(above) < Normal(word)-1e-14 {
				t.Fatalf("Normal falls between %#x and %#x", word, above)
			}
		}
	})
}

func TestAS241IsAccurate(t *testing.T) {
	for p := 0.5; p > 1e-19; p *= 0.9993 {
		z := normalQuantile(p)
		density := math.Exp(-z*z/2) / math.Sqrt(2*math.Pi)
		// The density of the far tail, and so this measure, is good to z² roundings.
		if off := (phi(z) - p) / density; math.Abs(off) > 1e-15*(2+z*z) {
			t.Fatalf("quantile at %g is %v, off by %.2g", p, z, off)
		}
	}
}

func TestNormalWordIsTheDistributionFunction(t *testing.T) {
	for z := -9.0; z <= 9; z += 0.00037 {
		got := (float64(NormalWord(z)) + 0.5) * 0x1p-64
		want := phi(z)
		// Half a word; and the cubic, off by h^4/384 of the fourth derivative, which
		// is at most 1.2 in the centre and about z^4 of the mass far out.
		if off := math.Abs(got - want); off > 0x1p-65+2e-10*want*(2+z*z*z*z) {
			t.Fatalf("NormalWord(%v) is %.17g, want %.17g", z, got, want)
		}
	}
}

func TestNormalWordAtTheEnds(t *testing.T) {
	for _, c := range []struct {
		z    float64
		want uint64
	}{
		{0, 1<<63 + 0x17ff},
		{math.Copysign(0, -1), 1<<63 - 0x1800},
		{-math.SmallestNonzeroFloat64, 1<<63 - 0x1800},
		{9.25, math.MaxUint64},
		{-9.25, 0},
		{math.Inf(1), math.MaxUint64},
		{math.Inf(-1), 0},
		{1e300, math.MaxUint64},
	} {
		if got := NormalWord(c.z); got != c.want {
			t.Errorf("NormalWord(%v) is %#x, want %#x", c.z, got, c.want)
		}
	}
}

// The way there and back misses by the straight lines' 3.3·10^-6, and in the far
// tail by the half word that p has been cut to.
func TestNormalWordGoesBack(t *testing.T) {
	for z := -8.5; z <= 8.5; z += 0.00041 {
		if back := Normal(NormalWord(z)); math.Abs(back-z) > 4e-6+0x1p-63/phi(-math.Abs(z)) {
			t.Fatalf("%v comes back as %v", z, back)
		}
	}
}

// Where the cubic is nearly one half a rounding must not carry it over.
func TestNormalWordKeepsToItsSide(t *testing.T) {
	for z := 1e-2; z > 1e-30; z *= 0.99 {
		if above, below := NormalWord(z), NormalWord(-z); above < 1<<63 || below != ^above {
			t.Fatalf("NormalWord(±%g) is %#x and %#x", z, above, below)
		}
	}
}

func TestNormalWordRises(t *testing.T) {
	last := uint64(0)
	for i := -950_000; i <= 950_000; i++ {
		word := NormalWord(float64(i) * 1e-5)
		if word < last {
			t.Fatalf("NormalWord falls at %v", float64(i)*1e-5)
		}
		last = word
	}
}
