package signal

import (
	"fmt"
	"math"
	"testing"
)

func walker(n int64) Stream { return place(42).Ordinal(n).Stream(NewTag(Memory, "level")) }

// Over n intervals a walk changes by √n steps, wherever one enters it. Of 100,000
// devices the variance has a standard error of √(2/100,000) = 0.45%; four of them
// are 1.8%, and the lattice itself is promised to within 2% of the deviation, so
// 4.04% of the variance.
func TestWalkChangesByTheRootOfTime(t *testing.T) {
	const devices, interval = 100_000, int64(3e9)
	w := NewWalk(interval)
	for _, n := range []int64{1, 2, 3, 4, 6, 10, 100, 1000, 16_000} {
		for _, at := range []int64{0, 12_345 * interval / 7, -86400e9} {
			sum, squares := 0.0, 0.0
			for d := range int64(devices) {
				s := walker(d)
				x := w.At(s, at+n*interval) - w.At(s, at)
				sum, squares = sum+x, squares+x*x
			}
			name := fmt.Sprintf("%d intervals from %d", n, at)
			if got := squares / devices / float64(n); math.Abs(got-1) > 0.0404+0.018 {
				t.Errorf("%s: variance %.4f an interval", name, got)
			}
			if mean := sum / devices / math.Sqrt(float64(n)); math.Abs(mean) > 4*1.02/math.Sqrt(devices) {
				t.Errorf("%s: mean %.4f deviations", name, mean)
			}
			if at == 0 && n > 100 {
				break // the coarse octaves take their time
			}
		}
	}
}

// A change is Gaussian but for its deviation, which differs a little with the
// places between knots that a device's stretch begins and ends at. The changes of
// 10,000 devices are as Gaussian as the limit of 0.0195 can tell.
func TestWalkIsGaussian(t *testing.T) {
	w := NewWalk(1000)
	for _, lag := range []int64{1000, 50_000, 10_000_000} {
		sample := make([]float64, draws/100)
		squares := 0.0
		for d := range sample {
			s := walker(int64(d))
			sample[d] = w.At(s, lag) - w.At(s, 0)
			squares += sample[d] * sample[d]
		}
		deviation := math.Sqrt(squares / float64(len(sample)))
		checkDistribution(t, fmt.Sprint("change over ", lag), sample, func(x float64) float64 { return phi(x / deviation) })
	}
}

// A walk remembers: after n intervals and after 2n its places correlate by
// √(n/2n) = 0.707; what happened in the one stretch says nothing of the next. The
// correlation of 100,000 pairs has a standard error of at most 0.0032, four of
// them 0.013. The variance V is proportional to time to within 5% from n to 2n: of
// √(V(2n)/V(n))/2 that is 0.018, of V(2n)/2V(n) - 1 it is 0.05.
func TestWalkRemembersWhereItIsAndNotWhereItWent(t *testing.T) {
	const devices = 100_000
	w := NewWalk(1000)
	for _, n := range []int64{1, 5, 40, 700} {
		var aa, bb, cc, ab, ac float64
		for d := range int64(devices) {
			s := walker(d)
			start, middle, end := w.At(s, 0), w.At(s, n*1000), w.At(s, 2*n*1000)
			a, b, c := middle-start, end-start, end-middle
			aa, bb, cc, ab, ac = aa+a*a, bb+b*b, cc+c*c, ab+a*b, ac+a*c
		}
		if r := ab / math.Sqrt(aa*bb); math.Abs(r-math.Sqrt2/2) > 0.031 {
			t.Errorf("places after %d and %d intervals correlate by %.4f", n, 2*n, r)
		}
		if r := ac / math.Sqrt(aa*cc); math.Abs(r) > 0.063 {
			t.Errorf("two stretches of %d intervals correlate by %.4f", n, r)
		}
	}
}

// However long, a walk is some 350 steps away, of which 10,000 devices show 352
// with a standard error of 0.7%: 2.8% for four.
func TestWalkStaysInReach(t *testing.T) {
	w := NewWalk(1000)
	squares := 0.0
	for d := range int64(10_000) {
		s := walker(d)
		x := w.At(s, math.MaxInt64/3) - w.At(s, 0)
		squares += x * x
	}
	if reach := math.Sqrt(squares / 10_000); math.Abs(reach-352) > 10 {
		t.Errorf("deviation %.0f steps in the end", reach)
	}
}

func TestWalkTakesAnyIntervalAndTime(t *testing.T) {
	for _, interval := range []int64{1, 2, 1e6, 3e9, math.MaxInt64 / 4, math.MaxInt64} {
		w := NewWalk(interval)
		for _, at := range []int64{math.MinInt64, -1, 0, 1, math.MaxInt64} {
			for d := range int64(100) {
				if x := w.At(walker(d), at); !(math.Abs(x) < 10_000) {
					t.Fatalf("interval %d at %d: %v", interval, at, x)
				}
			}
		}
	}
}

// followed is At by a caller who keeps the octaves' knots.
func followed(w *Walk, k *[WalkOctaves]Knots, s Stream, t int64) float64 {
	sum := 0.0
	for i := range k {
		sum += w.Octave(i, &k[i], s, t)
	}
	return sum
}

func TestFollowingAWalkIsAt(t *testing.T) {
	w, s := NewWalk(1000), walker(3)
	var k [WalkOctaves]Knots
	for i := range int64(5000) {
		at := i * 333
		if i%97 == 0 {
			at = -at
		}
		if got, want := followed(&w, &k, s, at), w.At(s, at); got != want {
			t.Fatalf("at %d: %v, At says %v", at, got, want)
		}
	}
}

func TestReflectFolds(t *testing.T) {
	for _, c := range []struct{ x, low, high, want float64 }{
		{5, 0, 10, 5}, {0, 0, 10, 0}, {10, 0, 10, 10},
		{12, 0, 10, 8}, {-3, 0, 10, 3}, {23, 0, 10, 3}, {-14, 0, 10, 6}, {37, 0, 10, 3},
		{2, -1, 1, 0}, {-7.5, -1, 1, 0.5}, {7, 4, 4, 4},
		{1e300, 0, 10, math.Mod(1e300, 20)},
	} {
		want := c.want
		if want > c.high {
			want = 2*c.high - want
		}
		if got := Reflect(c.x, c.low, c.high); math.Abs(got-want) > 1e-9 {
			t.Errorf("%v in [%v, %v] is %v, want %v", c.x, c.low, c.high, got, want)
		}
	}
	for i := range int64(100_000) {
		word := Stream(5).Word(i)
		low := 2000*Unit(Stream(6).Word(i)) - 1000
		high := low + 100*Unit(Stream(7).Word(i))
		x := 1e6 * (2*Unit(word) - 1)
		if y := Reflect(x, low, high); !(low <= y && y <= high) {
			t.Fatalf("%v is folded to %v, not into [%v, %v]", x, y, low, high)
		}
	}
}

// A walk between two mirrors is spread evenly between them in the end: with 100
// steps from wall to wall it has been everywhere after 100² intervals many times
// over.
func TestReflectedWalkIsEverywhere(t *testing.T) {
	const low, high, steps = 20.0, 30.0, 100.0
	w := NewWalk(1000)
	sample := make([]float64, draws/10)
	for d := range sample {
		s := walker(int64(d))
		x := 21 + (w.At(s, 100_000_000)-w.At(s, 0))*(high-low)/steps
		sample[d] = Reflect(x, low, high)
	}
	checkDistribution(t, "reflected walk", sample, func(x float64) float64 { return (x - low) / (high - low) })
}
