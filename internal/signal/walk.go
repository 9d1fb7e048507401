package signal

import "math"

// A Walk is a random walk that can be entered anywhere: wandering signals over
// octaves of time, each four times as slow as the one before and twice as large.
// The finest turns twice an interval, the slowest every 4^9/2 of them.
//
// Over n intervals it changes by √n steps, as a walk does, to within 2% from one
// interval to 16,000 of them (13 hours at three seconds). From about 2^17
// intervals on it knows no more of where it was: its distance from there stays
// at some 350 steps.
type Walk struct{ octaves [WalkOctaves]Wander }

// WalkOctaves is how many wandering signals make a Walk.
const (
	WalkOctaves = 10
	walkRatio   = 4 // of an octave's spacing to that before it, and of their variances
)

// NewWalk is the walk whose change over an interval, in nanoseconds and
// positive, has the standard deviation 1.
func NewWalk(interval int64) Walk {
	var w Walk
	spacing := max(interval/2, 1)
	for i := range w.octaves {
		w.octaves[i] = Wander{spacing, 1 / float64(spacing)}
		spacing = min(spacing, longestSpacing/walkRatio) * walkRatio
	}
	return w
}

// At is where the walk of a stream is at t nanoseconds, which may be negative;
// the walk from 0 is At(s, t) - At(s, 0).
//
// Cost: about 170 ns.
func (w *Walk) At(s Stream, t int64) float64 {
	sum := 0.0
	for i := range w.octaves {
		var k Knots
		sum += w.Octave(i, &k, s, t)
	}
	return sum
}

// Octave is the part of octave i, 0 to WalkOctaves-1, for a caller who asks for
// one stream at instants that are near each other and keeps the knots of each
// octave: added up from the first to the last, they are At, bit for bit. Octave i
// is the wander of s.Sub(i).
//
// Cost: about 8 ns between the same knots.
func (w *Walk) Octave(i int, k *Knots, s Stream, t int64) float64 {
	return float64(walkAmplitudes[i] * w.octaves[i].Follow(k, s.Sub(int64(i)), t))
}

// walkAmplitudes are the deviations of the octaves. The finest stands for all
// that are finer still, 1 + 1/4 + 1/16 + … = 4/3, which an interval cannot tell
// from it; the sum of their squared changes over an interval is 1.
var walkAmplitudes = func() (amplitudes [WalkOctaves]float64) {
	variance, change, lag := 4.0/3, 0.0, 2.0
	for i := range amplitudes {
		amplitudes[i] = variance
		change += float64(variance * wanderChange(lag))
		if variance = float64(variance * walkRatio); i == 0 {
			variance = walkRatio
		}
		lag /= walkRatio
	}
	for i, v := range amplitudes {
		amplitudes[i] = math.Sqrt(v / change)
	}
	return amplitudes
}()

// wanderChange is the mean square of what a wandering signal changes by over a
// lag in spacings: 2·(1 - correlation), averaged over the places between knots.
func wanderChange(lag float64) float64 {
	const places = 1024
	sum := 0.0
	for i := range places {
		here := float64((float64(i) + 0.5) / places)
		cell := math.Floor(here + lag)
		left, right := wanderWeights(here)
		left2, right2 := wanderWeights(here + lag - cell)
		switch cell {
		case 0:
			sum += float64(left*left2) + float64(right*right2)
		case 1:
			sum += float64(right * left2)
		}
	}
	return 2 - 2*float64(sum/places)
}

// wanderWeights are those of the knots around a place from 0 to 1 between them.
func wanderWeights(place float64) (left, right float64) {
	norm := math.Sqrt(float64((1-place)*(1-place)) + float64(place*place))
	return (1 - place) / norm, place / norm
}

// Reflect folds x into [low, high], as if the ends were mirrors; low is at most
// high, and both finite.
func Reflect(x, low, high float64) float64 {
	width := high - low
	if width <= 0 {
		return low
	}
	y := math.Abs(math.Mod(x-low, 2*width)) // exact, on any processor
	if y > width {
		y = float64(2*width) - y
	}
	return min(low+y, high) // the sum may round to past it
}
