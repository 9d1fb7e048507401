package signal

import (
	"math"
	"math/big"
	"strconv"
	"testing"
)

func TestQuantizeRoundsHalfAwayFromZero(t *testing.T) {
	negativeZero := math.Copysign(0, -1)
	for _, c := range []struct {
		x      float64
		digits int
		want   int64
	}{
		{25.65, 1, 257}, {-25.65, 1, -257}, {25.649, 1, 256}, {25.25, 1, 253}, {-25.25, 1, -253},
		{0.5, 0, 1}, {-0.5, 0, -1}, {1.5, 0, 2}, {2.5, 0, 3}, {-2.5, 0, -3},
		{0.49999999999999994, 0, 0}, {-0.49999999999999994, 0, 0},
		{0, 2, 0}, {negativeZero, 2, 0}, {-0.004, 2, 0}, {-0.005, 2, -1},
		{1013.25, 2, 101325}, {85, 0, 85}, {1e-300, 18, 0},
		{4503599627370497.5, 0, 4503599627370498}, {9007199254740993, 0, 9007199254740992},
		{9223372036854774784, 0, 9223372036854774784}, {-9223372036854774784, 0, -9223372036854774784},
		{-4, 18, -4000000000000000000},
	} {
		got, ok := Quantize(c.x, c.digits)
		if !ok || got != c.want {
			t.Errorf("Quantize(%v, %d) is %d, %v, want %d", c.x, c.digits, got, ok, c.want)
		}
	}
}

func TestQuantizeRefusesWhatDoesNotFit(t *testing.T) {
	for _, c := range []struct {
		x      float64
		digits int
	}{
		{math.NaN(), 0}, {math.Inf(1), 0}, {math.Inf(-1), 2},
		{0x1p63, 0}, {-0x1p63, 0}, {9.3, 18}, {1e17, 2}, {math.MaxFloat64, 18},
		{1, 19}, {1, -1}, {0, math.MaxInt}, {0, math.MinInt},
	} {
		if got, ok := Quantize(c.x, c.digits); ok || got != 0 {
			t.Errorf("Quantize(%v, %d) is %d, %v, want a refusal", c.x, c.digits, got, ok)
		}
	}
}

// In exact arithmetic: no whole number is nearer than the result, but for the
// one rounding of x·10^digits, half a unit in its last place.
func TestQuantizeIsTheNearest(t *testing.T) {
	for i := range int64(100_000) {
		x := Normal(Stream(6).Word(i)) * 1000
		digits := int(Below(Stream(8).Word(i), 10))
		got, ok := Quantize(x, digits)
		if !ok {
			t.Fatalf("Quantize(%v, %d) is refused", x, digits)
		}
		exact := new(big.Float).SetPrec(200).SetFloat64(x)
		exact.Mul(exact, big.NewFloat(math.Pow10(digits)))
		rest, _ := new(big.Float).SetPrec(200).Sub(exact, new(big.Float).SetInt64(got)).Float64()
		if math.Abs(rest) > 0.5+math.Abs(float64(got))*0x1p-53 {
			t.Fatalf("Quantize(%v, %d) is %d, off by %v", x, digits, got, rest)
		}
	}
}

// What is written with so many digits comes back as written, halves or not.
func TestQuantizeKeepsWrittenNumbers(t *testing.T) {
	for i := int64(-99_999); i <= 99_999; i += 7 {
		for digits := range 6 {
			text := strconv.FormatInt(i, 10) + "e-" + strconv.Itoa(digits)
			x, err := strconv.ParseFloat(text, 64)
			if err != nil {
				t.Fatal(err)
			}
			if got, ok := Quantize(x, digits); !ok || got != i {
				t.Fatalf("%s with %d digits is %d, %v", text, digits, got, ok)
			}
		}
	}
}
