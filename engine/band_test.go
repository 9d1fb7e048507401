package engine

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/iotsim/iotsim/internal/codec"
	"github.com/iotsim/iotsim/schema"
)

// Judged by its digits or as a number, a value is in the same band.
func TestBandOfDigitsIsBandOfNumbers(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for range 20_000 {
		digits := r.IntN(maxDigits + 1)
		low := float64(r.IntN(2_000_000)-1_000_000) / scales[r.IntN(5)]
		limits := schema.Limits{Low: low, High: low + float64(r.IntN(1000))/scales[r.IntN(4)]}
		switch r.IntN(3) { // some have an open end
		case 0:
			limits.Low = math.Inf(-1)
		case 1:
			limits.High = math.Inf(1)
		}
		b := newBand(&limits, digits)
		for _, near := range []int64{b.low, b.high} {
			if near == math.MinInt64 || near == math.MaxInt64 {
				near = 0
			}
			if b.digits > maxDigits {
				near = int64(low)
			}
			for d := int64(-3); d <= 3; d++ {
				v := codec.Value{Kind: codec.Number, Digits: uint8(digits), Fixed: near + d}
				x := numeric(&v)
				if got, want := b.holds(&v), x >= b.Low && x <= b.High; got != want {
					t.Fatalf("%v in [%v, %v] with %d digits: %v", x, b.Low, b.High, digits, got)
				}
			}
		}
	}
}
