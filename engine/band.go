package engine

import (
	"math"

	"github.com/iotsim/iotsim/internal/codec"
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
	if max(math.Abs(l.Low), math.Abs(l.High))*scale >= 1<<53 {
		b.digits = math.MaxUint8 // units are finer than numbers: judge these as numbers
		return b
	}
	b.low = settled(math.Ceil(float64(l.Low*scale)), -1, func(fixed int64) bool { return float64(fixed)/scale >= l.Low })
	b.high = settled(math.Floor(float64(l.High*scale)), 1, func(fixed int64) bool { return float64(fixed)/scale <= l.High })
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
