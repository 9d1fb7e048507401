package signal

import (
	"fmt"
	"math"
	"testing"
)

const minute = int64(60e9)

// wanderers are streams of independent devices.
func wanderer(n int64) Stream { return place(42).Ordinal(n).Stream(NewTag(Memory, "temperature")) }

// correlation at a lag, averaged over 250,000 devices, each at another place between
// its knots because each has an offset of its own.
func correlation(w Wander, lag int64) float64 {
	sum := 0.0
	for n := range int64(draws / 4) {
		sum += w.At(wanderer(n), 0) * w.At(wanderer(n), lag)
	}
	return sum / (draws / 4)
}

// The mean of products of 250,000 independent pairs has a standard error of
// √(1 + r²)/500 <= 0.003; four of them are 0.012, well within the ± 0.05 that the
// language promises.
func TestWanderForgetsAfterItsMemory(t *testing.T) {
	for _, memory := range []int64{10 * minute, 1000} {
		w := NewWander(memory)
		for _, c := range []struct {
			lag  float64 // in memories
			want float64
		}{
			{0, 1}, {0.5, 0.779}, {1, 1 / math.E}, {-1, 1 / math.E},
			{2, 0.0016}, {3, 0}, {3.5, 0}, {10, 0}, {1e6, 0},
		} {
			if r := correlation(w, int64(c.lag*float64(memory))); math.Abs(r-c.want) > 0.012 {
				t.Errorf("memory %d: correlation %.4f at %v times it, want %.4f", memory, r, c.lag, c.want)
			}
		}
	}
}

// Every lag past three memories, along one device's history rather than over
// devices. The history spans 10^5 memories; neighbours tell the same story, so
// about 10^5 products count: 4/√10^5 = 0.013.
func TestWanderStaysForgotten(t *testing.T) {
	const memory, step, n = 1000, 100, 1_000_000
	w, s := NewWander(memory), wanderer(1)
	path := make([]float64, n)
	for i := range path {
		path[i] = w.At(s, int64(i)*step)
	}
	along := func(lag int) float64 {
		sum := 0.0
		for i := range n - lag {
			sum += path[i] * path[i+lag]
		}
		return sum / float64(n-lag)
	}
	if r := along(memory / step); math.Abs(r-1/math.E) > 0.05 {
		t.Errorf("correlation at the memory is %.4f", r)
	}
	for lag := 3 * memory / step; lag < 40*memory/step; lag++ {
		if r := along(lag); math.Abs(r) > 0.05 {
			t.Errorf("correlation at %v memories is %.4f", float64(lag)*step/memory, r)
		}
	}
}

// At any t the values of devices are standard Gaussians, and so they are at any
// place between two knots: these are taken from the offset's end.
func TestWanderIsGaussianEverywhere(t *testing.T) {
	w := NewWander(10 * minute)
	raw := func(k int) float64 { return []float64{1, 0, 1, 0, 3, 0, 15, 0, 105}[k] }
	for _, at := range []int64{0, 1, 90 * minute, -7 * minute, 1 << 62, math.MinInt64} {
		sample := make([]float64, draws/4)
		for n := range sample {
			sample[n] = w.At(wanderer(int64(n)), at)
		}
		checkMoments(t, sample, raw)
		checkDistribution(t, fmt.Sprint("at ", at), sample, phi)
	}
	for _, part := range []int64{0, 1, 2, 3} {
		sample := make([]float64, draws/4)
		for n := range sample {
			s := wanderer(int64(n))
			offset := int64(Below(s.Word(math.MinInt64), uint64(w.spacing)))
			sample[n] = w.At(s, w.spacing*part/4-offset)
		}
		checkMoments(t, sample, raw)
		checkDistribution(t, fmt.Sprintf("%d/4 past a knot", part), sample, phi)
	}
}

// A knot's value is its own word's, and no two devices turn at one moment.
func TestWanderPassesItsKnots(t *testing.T) {
	w := NewWander(minute)
	for n := range int64(1000) {
		s := wanderer(n)
		offset := int64(Below(s.Word(math.MinInt64), uint64(w.spacing)))
		for k := int64(-3); k <= 3; k++ {
			if got, want := w.At(s, k*w.spacing-offset), Normal(s.Word(k)); got != want {
				t.Fatalf("device %d, knot %d: %v, want %v", n, k, got, want)
			}
		}
	}
}

// The slope is at most a few deviations a spacing: |g| < 9.1 and the weights
// change by less than 2 a spacing. A step anywhere, at zero or at a knot, would
// show as a jump.
func TestWanderNeverJumps(t *testing.T) {
	w := NewWander(1000)
	for n := range int64(100) {
		s := wanderer(n)
		last := w.At(s, -5000)
		for at := int64(-4999); at < 5000; at++ {
			next := w.At(s, at)
			if math.Abs(next-last) > 40.0/1110 {
				t.Fatalf("device %d jumps from %v to %v at %d", n, last, next, at)
			}
			last = next
		}
	}
}

func TestWanderTakesAnyMemoryAndTime(t *testing.T) {
	for _, memory := range []int64{1, 2, 99, 100, 101, longestSpacing / 2, longestSpacing, math.MaxInt64} {
		w := NewWander(memory)
		if w.spacing < 1 || w.spacing > longestSpacing {
			t.Errorf("memory %d: spacing %d", memory, w.spacing)
		}
		for _, at := range []int64{
			math.MinInt64, math.MinInt64 + 1, -1, 0, 1, math.MaxInt64 - 1, math.MaxInt64,
		} {
			for n := range int64(100) {
				if z := w.At(wanderer(n), at); !(math.Abs(z) < 14) {
					t.Errorf("memory %d at %d: %v", memory, at, z)
				}
			}
		}
	}
	for memory, want := range map[int64]int64{100: 111, 250: 277, 10 * minute: 666e9} {
		if got := NewWander(memory).spacing; got != want {
			t.Errorf("memory %d: spacing %d, want %d", memory, got, want)
		}
	}
}
