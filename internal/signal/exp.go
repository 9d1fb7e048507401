package signal

import "math"

// Exp and Log stand in for math.Exp and math.Log, which are assembly on some
// processors and may be fused on others: their last bits differ. These two are
// slower by a few nanoseconds and the same everywhere.

// ln2 as a sum of two floats. The high part ends in 21 zero bits, so that its
// product with a count of octaves, or of sixteenths of them, is exact.
const (
	ln2     = 0.693147180559945309417232121458176568
	ln2High = 0x1.62e42fee00000p-1
	ln2Low  = ln2 - ln2High
)

// octave holds 2^(j/16). Square roots are exact to the last bit, so the
// products are good to 4 units in the last place.
var octave = func() (table [16]float64) {
	for j := range table {
		table[j] = 1
		root := 2.0
		for bit := 8; bit > 0; bit /= 2 {
			root = math.Sqrt(root)
			if j&bit != 0 {
				table[j] *= root
			}
		}
	}
	return table
}()

// Exp is e to the power x, to within 2e-15 relative; +Inf from 709.79 on, 0
// from -745.14 down, NaN for NaN.
//
// With k the nearest integer to 16x/ln 2, e^x is 2^(k/16) from the table times
// e^r, |r| <= ln 2/32, from six terms of its series.
func Exp(x float64) float64 {
	const sixteenths = 16 / ln2
	switch {
	case x != x:
		return x
	case x > 709.782712893384:
		return math.Inf(1)
	case x < -745.1332191019412:
		return 0
	}
	scaled := float64(x * sixteenths)
	k := int64(scaled + math.Copysign(0.5, scaled))
	n := float64(k)
	r := x - float64(n*(ln2High/16)) - float64(n*(ln2Low/16))
	tail := float64(r*(1.0/5040)) + 1.0/720
	tail = float64(r*tail) + 1.0/120
	tail = float64(r*tail) + 1.0/24
	tail = float64(r*tail) + 1.0/6
	tail = float64(r*tail) + 1.0/2
	base := octave[k&15]
	y := base + float64(base*(r+float64(float64(r*r)*tail)))
	// Two factors, because 2^1024 and 2^-1074 are out of reach of one.
	half := k >> 5
	return float64(y * power2(half) * power2(k>>4-half))
}

// power2 is 2^n for -1022 <= n <= 1023.
func power2(n int64) float64 { return math.Float64frombits(uint64(n+1023) << 52) }

// Log is the natural logarithm of x, to within 1e-15 relative; -Inf for 0, NaN
// below it.
//
// With x = 2^e·m, m in [√½, √2), and s = (m-1)/(m+1), ln m is 2·artanh s =
// 2(s + s³/3 + s⁵/5 + …): |s| <= 0.172, so eleven terms do. Two halves of the
// sum are independent, which a processor takes at once.
func Log(x float64) float64 {
	switch {
	case x != x || x > math.MaxFloat64:
		return x
	case x < 0:
		return math.NaN()
	case x == 0:
		return math.Inf(-1)
	}
	m, e := split(x)
	f := m - 1
	s := f / (m + 1)
	z := float64(s * s)
	w := float64(z * z)
	odd := float64(w*(1.0/23)) + 1.0/19
	odd = float64(w*odd) + 1.0/15
	odd = float64(w*odd) + 1.0/11
	odd = float64(w*odd) + 1.0/7
	odd = float64(w*odd) + 1.0/3
	even := float64(w*(1.0/21)) + 1.0/17
	even = float64(w*even) + 1.0/13
	even = float64(w*even) + 1.0/9
	even = float64(w*even) + 1.0/5
	sum := float64(z*odd) + float64(w*even)
	// 2s = f - s·f: what is left to add to f is small, and so is its error.
	rest := float64(2*float64(s*sum)) - float64(s*f)
	return float64(e*ln2High) + (f + (rest + float64(e*ln2Low)))
}

// split is x = m·2^e with m in [√½, √2), for finite x > 0. Counted from the bits
// of √½ the exponent steps at √½ and not at 1, so there is no branch to guess.
func split(x float64) (m, e float64) {
	const rootHalf = 0x3fe6a09e667f3bcd
	shift := int64(0)
	if x < 0x1p-1022 { // subnormal
		x, shift = float64(x*0x1p54), 54
	}
	bits := math.Float64bits(x)
	n := int64(bits-rootHalf) >> 52
	return math.Float64frombits(bits - uint64(n)<<52), float64(n - shift)
}
