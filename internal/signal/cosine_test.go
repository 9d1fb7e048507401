package signal

import (
	"math"
	"testing"
)

const day = 24 * 60 * minute

// math.Cos at the reduced angle is good to 10^-15; the folded series ends before
// a term of 4·10^-13.
func TestCosineIsTheCosine(t *testing.T) {
	for _, period := range []int64{day, 1000003, 7, 3, 2, 1, math.MaxInt64} {
		for i := range int64(100_000) {
			x := int64(Stream(4).Word(i))
			r := x % period
			want := math.Cos(2 * math.Pi * (float64(r) / float64(period)))
			if got := Cosine(x, period); math.Abs(got-want) > 1e-12 {
				t.Fatalf("Cosine(%d, %d) is %v, want %v", x, period, got, want)
			}
		}
	}
}

func TestCosineIsExactAtTheQuarters(t *testing.T) {
	for _, period := range []int64{4, day, math.MaxInt64 - 3} {
		for quarter, want := range []float64{1, 0, -1, 0, 1} {
			if got := Cosine(period/4*int64(quarter), period); got != want {
				t.Errorf("Cosine at %d/4 of %d is %v", quarter, period, got)
			}
		}
	}
}

// Equal bits, not nearly equal values: a year on, a day's curve is the same.
func TestCosineIsPeriodicAndEven(t *testing.T) {
	for i := range int64(100_000) {
		x := int64(Stream(4).Word(i)) >> 2
		y := Cosine(x, day)
		if after := Cosine(x+365*day, day); after != y {
			t.Fatalf("a year after %d: %v, not %v", x, after, y)
		}
		if mirrored := Cosine(-x, day); mirrored != y {
			t.Fatalf("at -%d: %v, not %v", x, mirrored, y)
		}
		if opposite := Cosine(x+day/2, day); opposite != -y {
			t.Fatalf("half a period after %d: %v, not %v", x, opposite, -y)
		}
	}
}

func TestCosineTakesAnyTime(t *testing.T) {
	for _, x := range []int64{math.MinInt64, -1, 0, 1, math.MaxInt64} {
		for _, period := range []int64{1, 2, 3, day, 1<<62 + 1, math.MaxInt64} {
			if y := Cosine(x, period); !(math.Abs(y) <= 1) {
				t.Errorf("Cosine(%d, %d) is %v", x, period, y)
			}
		}
	}
}

// Over a day's first half the curve never rises, not even by a rounding where
// sine and cosine meet.
func TestCosineFalls(t *testing.T) {
	const period = 200_000
	for x := int64(1); x <= period/2; x++ {
		if Cosine(x, period) > Cosine(x-1, period) {
			t.Fatalf("Cosine rises at %d of %d", x, period)
		}
	}
}
