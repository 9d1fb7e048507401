package signal

import (
	"math"
	"math/bits"
)

// Normal maps a word to a standard Gaussian: the quantile at (word + ½)/2^64, so
// it rises with the word. It is within 4e-6 of the true quantile and reaches
// 9.08 standard deviations.
//
// The top bit is the side, the other 63 the tail probability p. Leading zeros
// of p say its octave [2^-(n+1), 2^-n), the next seven bits a cell in it, and
// in a cell the quantile is a straight line. A third of all words end in the
// first kilobyte of the table, 97% in the first ten.
func Normal(word uint64) float64 {
	const one = 1023 << 52
	p := (word ^ uint64(int64(word)>>63)) | 1
	n := bits.LeadingZeros64(p)
	mantissa := p << n << 1
	m := math.Float64frombits(mantissa>>12 | one)
	l := &normalLines[(n<<7|int(mantissa>>57))&(len(normalLines)-1)]
	z := l.at + float64(l.slope*m)
	return math.Float64frombits(math.Float64bits(z) ^ word&(1<<63))
}

// A line is at + slope·m, over m in [1, 2), the place within an octave.
type line struct{ at, slope float64 }

// normalLines holds 128 lines for each of the octaves 1 to 63; 0 is not used.
var normalLines = func() (table [64 << 7]line) {
	for n := 1; n < 64; n++ {
		scale := power2(int64(-n - 1))
		low := normalQuantile(scale)
		for j := range 128 {
			m := 1 + float64(float64(j)/128)
			high := normalQuantile(float64((m + 1.0/128) * scale))
			slope := (high - low) * 128
			table[n<<7|j] = line{low - float64(slope*m), slope}
			low = high
		}
	}
	return table
}()

// normalQuantile is the standard Gaussian quantile at p in (0, ½], accurate to
// 1e-15: algorithm AS 241, PPND16 (Wichura 1988).
func normalQuantile(p float64) float64 {
	if q := p - 0.5; q >= -0.425 {
		return q * ratio(&normalCentre, 0.180625-float64(q*q))
	}
	r := math.Sqrt(-Log(p))
	if r <= 5 {
		return -ratio(&normalTail, r-1.6)
	}
	return -ratio(&normalFarTail, r-5)
}

// ratio is the quotient of two polynomials, lowest coefficient first.
func ratio(c *[2][8]float64, x float64) float64 {
	over, under := c[0][7], c[1][7]
	for i := 6; i >= 0; i-- {
		over = float64(over*x) + c[0][i]
		under = float64(under*x) + c[1][i]
	}
	return over / under
}

// The coefficients of AS 241.
var (
	normalCentre = [2][8]float64{{
		3.3871328727963666080e0, 1.3314166789178437745e+2,
		1.9715909503065514427e+3, 1.3731693765509461125e+4,
		4.5921953931549871457e+4, 6.7265770927008700853e+4,
		3.3430575583588128105e+4, 2.5090809287301226727e+3,
	}, {
		1, 4.2313330701600911252e+1,
		6.8718700749205790830e+2, 5.3941960214247511077e+3,
		2.1213794301586595867e+4, 3.9307895800092710610e+4,
		2.8729085735721942674e+4, 5.2264952788528545610e+3,
	}}
	normalTail = [2][8]float64{{
		1.42343711074968357734e0, 4.63033784615654529590e0,
		5.76949722146069140550e0, 3.64784832476320460504e0,
		1.27045825245236838258e0, 2.41780725177450611770e-1,
		2.27238449892691845833e-2, 7.74545014278341407640e-4,
	}, {
		1, 2.05319162663775882187e0,
		1.67638483018380384940e0, 6.89767334985100004550e-1,
		1.48103976427480074590e-1, 1.51986665636164571966e-2,
		5.47593808499534494600e-4, 1.05075007164441684324e-9,
	}}
	normalFarTail = [2][8]float64{{
		6.65790464350110377720e0, 5.46378491116411436990e0,
		1.78482653991729133580e0, 2.96560571828504891230e-1,
		2.65321895265761230930e-2, 1.24266094738807843860e-3,
		2.71155556874348757815e-5, 2.01033439929228813265e-7,
	}, {
		1, 5.99832206555887937690e-1,
		1.36929880922735805310e-1, 1.48753612908506148525e-2,
		7.86869131145613259100e-4, 1.84631831751005468180e-5,
		1.42151175831644588870e-7, 2.04426310338993978564e-15,
	}}
)

// NormalWord is the way back: the word at which Normal is z, Φ(z) in units of
// 2^-64. Through it a correlated Gaussian takes any distribution's shape: the
// Gaussian copula, Quantile(NormalWord(z)). It rises with z; from 9.25 standard
// deviations on it is 0 or the highest word.
func NormalWord(z float64) uint64 {
	below := uint64(int64(math.Float64bits(z)) >> 63) // all ones for z < 0
	return ^normalTailMass(math.Abs(z)) ^ below
}

// Cells of the tail table: 64 a standard deviation, up to 9.25.
const (
	massCells = 64
	massEnd   = 592
)

// normalTailMass is the chance of a Gaussian beyond z >= 0 in units of 2^-64,
// below 2^63: the cubic through the values and slopes at both ends of a cell.
// Relative error 1e-6 at 8 standard deviations, 1e-10 at the centre.
func normalTailMass(z float64) uint64 {
	x := float64(z * massCells)
	if !(x < massEnd) {
		return 0
	}
	i := int(x)
	u := x - float64(i)
	v := 1 - u
	left, right := &normalMass[i], &normalMass[i+1]
	low := left.at + float64(u*float64(2*left.at+left.slope))
	high := right.at + float64(v*float64(2*right.at-right.slope))
	return uint64(int64(float64(float64(v*v)*low) + float64(float64(u*u)*high)))
}

// normalMass holds, at every 1/64 of a standard deviation, the mass beyond it
// and its change per cell. The mass is summed from the far end, so that each
// entry is exact relative to itself.
var normalMass = func() (table [massEnd + 2]line) {
	const root2Pi = 2.50662827463100050241576528481104525
	// A trifle less than 2^64: half of it stays an int64, however it is rounded.
	const words = 0x1p64 - 0x1p14
	density := func(half int) float64 { // at a half cell, words per cell
		z := float64(half) / (2 * massCells)
		return float64(Exp(float64(-z*z/2)) * (words / root2Pi / massCells))
	}
	end := float64(massEnd+1) / massCells
	mass := float64(density(2*massEnd+2) * massCells / end * (1 - 1/float64(end*end))) // Mills's ratio
	for i := massEnd + 1; i >= 0; i-- {
		here := density(2 * i)
		table[i] = line{mass, -here}
		if i > 0 { // Simpson's rule
			mass += (here + float64(4*density(2*i-1)) + density(2*i-2)) / 6
		}
	}
	return table
}()
