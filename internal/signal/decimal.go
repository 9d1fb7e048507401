package signal

import "math"

// power10 holds the powers of ten that an int64 has room for.
var power10 = [...]float64{
	1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9,
	1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
}

// Quantize is x as a whole number of units of the last digit: 25.649 with one
// digit is 256. The product x·10^digits is rounded once, then to the nearest
// integer, halves away from zero, so that 25.65 is 257; an integer has no
// negative zero. ok is false when x is not finite, when the result does not fit
// an int64, and when digits is not 0 to 18.
func Quantize(x float64, digits int) (scaled int64, ok bool) {
	if uint(digits) >= uint(len(power10)) {
		return 0, false
	}
	return Round(x, power10[digits])
}

// Round is Quantize for a power of ten that the caller has at hand.
//
// Cost: about 2 ns.
func Round(x, scale float64) (scaled int64, ok bool) {
	y := float64(x * scale)
	if !(math.Abs(y) < 0x1p63) {
		return 0, false
	}
	// The largest float below one half. The half itself would carry
	// 0.49999999999999994 over to 1, and odd numbers beyond 2^52 to the next.
	const half = 0.5 - 0x1p-54
	return int64(y + math.Copysign(half, y)), true
}
