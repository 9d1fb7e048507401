package engine

import (
	"math"

	"github.com/iotsim/iotsim/internal/codec"
	"github.com/iotsim/iotsim/internal/signal"
	"github.com/iotsim/iotsim/schema"
)

// A band is the limits of a sensor, in numbers and in units of its last digit:
// a rounded value is judged without making it a number again.
type band struct {
	schema.Limits
	digits    uint8
	low, high int64 // the least and the largest fixed-point value within
}

// newBand is nil without limits.
func newBand(l *schema.Limits, digits int) *band {
	if l == nil {
		return nil
	}
	b := &band{Limits: *l, digits: uint8(digits)}
	scale := scales[digits]
	b.low, b.high = math.MinInt64, math.MaxInt64 // where they are open
	for _, end := range []float64{l.Low, l.High} {
		if !math.IsInf(end, 0) && math.Abs(end)*scale >= 1<<53 {
			b.digits = math.MaxUint8 // units are finer than numbers: judge these as numbers
			return b
		}
	}
	if !math.IsInf(l.Low, -1) {
		b.low = settled(math.Ceil(float64(l.Low*scale)), -1, func(fixed int64) bool { return float64(fixed)/scale >= l.Low })
	}
	if !math.IsInf(l.High, 1) {
		b.high = settled(math.Floor(float64(l.High*scale)), 1, func(fixed int64) bool { return float64(fixed)/scale <= l.High })
	}
	return b
}

// settled is the outermost fixed-point value that is within, near a guess that
// its product may have rounded past; outward is the way out.
func settled(guess float64, outward int64, within func(int64) bool) int64 {
	fixed := int64(max(-1<<62, min(guess, 1<<62)))
	for range 2 {
		if within(fixed + outward) {
			fixed += outward
		}
	}
	for range 2 {
		if !within(fixed) {
			fixed -= outward
		}
	}
	return fixed
}

// holds says whether a value is within the limits. What is no number is not.
func (b *band) holds(v *codec.Value) bool {
	if v.Kind == codec.Number && v.Digits == b.digits {
		return v.Fixed >= b.low && v.Fixed <= b.high
	}
	x := numeric(v)
	return x >= b.Low && x <= b.High
}

// Units are a sensor's clamp and limits in units of its last digit, for the
// sensors of which all of them are: to clamp what is rounded is to round what is
// clamped, because rounding keeps the order.
type units struct {
	scale             float64
	digits            uint8
	low, high         int64 // of the clamp
	warning, critical [2]int64
}

// newUnits is nil for a sensor whose numbers have to be judged as numbers.
func newUnits(s *sensor) *units {
	everything := [2]int64{math.MinInt64, math.MaxInt64}
	u := &units{scale: scales[s.Digits], digits: uint8(s.Digits), warning: everything, critical: everything}
	u.low, u.high = everything[0], everything[1]
	fits := s.form == formVariate || s.form == formFormula || s.form == formWalk || s.form == formReplay
	if s.Clamp != nil {
		low, high := true, true
		if !math.IsInf(s.Clamp.Low, -1) {
			u.low, low = signal.Round(s.Clamp.Low, u.scale)
		}
		if !math.IsInf(s.Clamp.High, 1) {
			u.high, high = signal.Round(s.Clamp.High, u.scale)
		}
		fits = fits && low && high
	}
	for _, limit := range []struct {
		*band
		in *[2]int64
	}{{s.warning, &u.warning}, {s.critical, &u.critical}} {
		if limit.band != nil {
			*limit.in = [2]int64{limit.band.low, limit.band.high}
			fits = fits && limit.band.digits == u.digits
		}
	}
	if !fits {
		return nil
	}
	return u
}

// judge clamps a rounded number and finds its band.
func (u *units) judge(fixed int64) (int64, codec.Status) {
	fixed = min(max(fixed, u.low), u.high)
	switch {
	case fixed < u.critical[0] || fixed > u.critical[1]:
		return fixed, codec.Critical
	case fixed < u.warning[0] || fixed > u.warning[1]:
		return fixed, codec.Warning
	}
	return fixed, codec.Normal
}
