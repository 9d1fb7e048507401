package signal

// Cosine is cos(2π·x/period), to within 1e-12. The angle is folded as an
// integer before it becomes a float, so the result is exactly periodic however
// large x, exactly even, and 1, 0, -1, 0 at the quarters. period is positive.
//
// Cost: about 8 ns.
func Cosine(x, period int64) float64 {
	r := x
	if r < 0 {
		r += period
	}
	if uint64(r) >= uint64(period) { // a division takes as long as all the rest
		_, r = floorDivide(x, period)
	}
	if r > period-r {
		r = period - r
	}
	// In units of a quarter of the period over period: 0 to 2·period.
	q, p := uint64(r)*4, uint64(period)
	if q > p {
		return -quarter(2*p-q, p)
	}
	return quarter(q, p)
}

// quarter is cos(π/2·q/p) for 0 <= q <= p. Past one half it is the sine of what
// is missing to 1, so that the series sees at most π/4.
func quarter(q, p uint64) float64 {
	const rightAngle = 1.57079632679489661923132169163975144
	if q > p-q {
		a := float64(float64(int64(p-q)) / float64(int64(p)) * rightAngle)
		z := float64(a * a)
		y := float64(z*(1.0/6227020800)) - 1.0/39916800
		y = float64(z*y) + 1.0/362880
		y = float64(z*y) - 1.0/5040
		y = float64(z*y) + 1.0/120
		y = float64(z*y) - 1.0/6
		return a + float64(float64(a*z)*y)
	}
	a := float64(float64(int64(q)) / float64(int64(p)) * rightAngle)
	z := float64(a * a)
	y := float64(z*(1.0/479001600)) - 1.0/3628800
	y = float64(z*y) + 1.0/40320
	y = float64(z*y) - 1.0/720
	y = float64(z*y) + 1.0/24
	y = float64(z*y) - 1.0/2
	return 1 + float64(z*y)
}
