package signal

import (
	"fmt"
	"math"
	"slices"
	"testing"
)

func switcher(n int64) Stream {
	return place(42).Ordinal(n).Stream(NewTag(SwitchState, "switch_status"))
}

// processes span what is asked for: long and short times, equal and unequal,
// more instants than ticks.
var processes = []struct{ on, off int64 }{
	{45 * minute, 15 * minute}, {15 * minute, 45 * minute}, {300, 100}, {3, 90}, {2, 2}, {1, 1}, {1, 5},
}

// Over 100,000 devices the pairs (state at u, state at u+lag) are independent
// trials: on and on comes with chance p² + p·(1-p)·exp(-λ·lag), the law of the
// two-state process.
func TestSwitchRemembersAsAMarkovProcess(t *testing.T) {
	const n = draws / 10
	for _, c := range processes {
		w := NewSwitch(c.on, c.off)
		p := float64(c.on) / float64(c.on+c.off)
		rate := 1/float64(c.on) + 1/float64(c.off)
		for _, lag := range []int64{1, max(c.on/4, 2), max(c.off, 3), 2*(c.on+c.off) + 1} {
			for _, at := range []int64{0, -lag / 2, 86400e9} {
				first, both := 0, 0
				for i := range int64(n) {
					if w.At(switcher(i), at) {
						first++
						if w.At(switcher(i), at+lag) {
							both++
						}
					}
				}
				name := fmt.Sprintf("switch(%d, %d) at %d", c.on, c.off, at)
				checkShare(t, name+": on", first, n, p)
				again := p*p + p*(1-p)*math.Exp(-rate*float64(lag))
				checkShare(t, fmt.Sprint(name, ": on again after ", lag), both, n, again)
			}
		}
	}
}

// What was before the present state tells nothing: of three moments, the chance
// of on at the last given on at the middle one is the same whatever the first.
func TestSwitchHasNoOtherMemory(t *testing.T) {
	for _, c := range processes {
		w := NewSwitch(c.on, c.off)
		p := float64(c.on) / float64(c.on+c.off)
		rate := 1/float64(c.on) + 1/float64(c.off)
		lag := max((c.on+c.off)/5, 1)
		stay := p + (1-p)*math.Exp(-rate*float64(lag))
		var seen, hits [2]int
		for i := range int64(draws / 4) {
			s := switcher(i)
			if !w.At(s, 2*lag) {
				continue
			}
			first := 0
			if w.At(s, lag) {
				first = 1
			}
			seen[first]++
			if w.At(s, 3*lag) {
				hits[first]++
			}
		}
		for first, name := range []string{"after off", "after on"} {
			checkShare(t, fmt.Sprintf("switch(%d, %d) %s", c.on, c.off, name), hits[first], seen[first], stay)
		}
	}
}

// A stay in a state, seen every step, ends at the next step with chance
// (1-p)·(1 - exp(-λ·step)), p being the state's share: stays are geometric. The
// mean time is that chance's inverse, which for short steps is on, or off.
func TestSwitchStaysAsLongAsAsked(t *testing.T) {
	for _, c := range []struct{ on, off, step int64 }{
		{45 * minute, 15 * minute, minute}, {300, 100, 1}, {3, 9, 1}, {1, 2, 1},
	} {
		stays := dwells(NewSwitch(c.on, c.off), switcher(1), c.step, 4*draws)
		rate := 1/float64(c.on) + 1/float64(c.off)
		for state, other := range map[bool]int64{true: c.off, false: c.on} {
			share := float64(other) / float64(c.on+c.off)
			leave := -share * math.Expm1(-rate*float64(c.step))
			name := fmt.Sprintf("switch(%d, %d), stays in %v", c.on, c.off, state)
			checkGeometric(t, name, stays[state], leave)
		}
	}
}

// dwells are the lengths in steps of one device's stays in each state; the first
// stay has no known beginning and the last no end.
func dwells(w Switch, s Stream, step, steps int64) map[bool][]int64 {
	stays := map[bool][]int64{}
	state, since := w.At(s, 0), int64(-1)
	for i := int64(1); i < steps; i++ {
		now := w.At(s, i*step)
		if now == state {
			continue
		}
		if since >= 0 {
			stays[state] = append(stays[state], i-since)
		}
		state, since = now, i
	}
	return stays
}

// checkGeometric tests the mean, within four standard errors √(1-q)/q/√n, and
// the shares of up to ten classes that are about equally likely.
func checkGeometric(t *testing.T, name string, lengths []int64, q float64) {
	t.Helper()
	n, sum := float64(len(lengths)), 0.0
	for _, length := range lengths {
		sum += float64(length)
	}
	if got, tolerance := sum/n, 4*math.Sqrt(1-q)/q/math.Sqrt(n); !(math.Abs(got-1/q) <= tolerance) {
		t.Errorf("%s: %.3f steps on average, want %.3f ± %.3f", name, got, 1/q, tolerance)
	}
	beyond := func(k int64) float64 { return math.Pow(1-q, float64(k)) }
	var counts, chances []float64
	for from := int64(0); beyond(from) > 0.1; {
		to := from + 1
		for beyond(from)-beyond(to) < 0.1 {
			to++
		}
		hits := 0.0
		for _, length := range lengths {
			if from < length && length <= to {
				hits++
			}
		}
		counts, chances = append(counts, hits), append(chances, beyond(from)-beyond(to))
		from = to
	}
	rest, chance := n, 1.0
	for i := range counts {
		rest, chance = rest-counts[i], chance-chances[i]
	}
	checkShares(t, append(counts, rest), append(chances, chance))
}

// Stays that follow one another are independent, so a long one says nothing of
// the next: the correlation of n pairs is within 4/√n.
func TestSwitchStaysAreIndependent(t *testing.T) {
	stays := dwells(NewSwitch(300, 100), switcher(2), 1, 8*draws)
	on, off := stays[true], stays[false]
	n := min(len(on), len(off)) - 1
	for name, pair := range map[string][2][]int64{"on and off": {on, off}, "on and on": {on, on[1:]}} {
		if r := pearson(pair[0][:n], pair[1][:n]); math.Abs(r) > 4/math.Sqrt(float64(n)) {
			t.Errorf("%s: correlation %.4f of %d", name, r, n)
		}
	}
}

func pearson(a, b []int64) float64 {
	var sa, sb, saa, sbb, sab float64
	for i := range a {
		x, y := float64(a[i]), float64(b[i])
		sa, sb, saa, sbb, sab = sa+x, sb+y, saa+x*x, sbb+y*y, sab+x*y
	}
	n := float64(len(a))
	return (n*sab - sa*sb) / math.Sqrt((n*saa-sa*sa)*(n*sbb-sb*sb))
}

// The definition, spelled out: all instants of the last cells in order of time.
func TestSwitchFollowsItsInstants(t *testing.T) {
	for _, c := range processes {
		w := NewSwitch(c.on, c.off)
		for n := range int64(2000) {
			s := switcher(n)
			at := int64(s.Word(0)>>20) - 1<<42
			if got, want := w.At(s, at), lastDrawn(w, s, at); got != want {
				t.Fatalf("switch(%d, %d) of device %d at %d is %v, want %v", c.on, c.off, n, at, got, want)
			}
		}
	}
}

func lastDrawn(w Switch, s Stream, at int64) bool {
	for k := at/w.cell + 1; ; k-- {
		cell := Stream(s.Word(k))
		var places []int64
		for i := int64(0); int(i) < len(w.count) && s.Word(k) >= w.count[i]; i++ {
			places = append(places, int64(Below(cell.Word(i), uint64(w.cell))))
		}
		slices.Sort(places)
		for i := len(places) - 1; i >= 0; i-- {
			if k*w.cell+places[i] <= at {
				return cell.Word(-int64(len(places)-i)) < w.on
			}
		}
	}
}

// A count has the Poisson law up to where a sum of floats cannot tell.
func TestPoissonLimits(t *testing.T) {
	for _, mean := range []float64{0.25, 0.5, 1, 2} {
		sum, chance := 0.0, math.Exp(-mean)
		for i, limit := range poissonLimits(mean) {
			sum += chance
			if got := float64(limit) * 0x1p-64; math.Abs(got-sum) > 1e-15 {
				t.Errorf("mean %v: at most %d with chance %v, want %v", mean, i, got, sum)
			}
			chance *= mean / float64(i+1)
		}
		if sum < 1-1e-14 {
			t.Errorf("mean %v: limits end at %v", mean, sum)
		}
	}
}

func TestSwitchTakesAnyTimes(t *testing.T) {
	const most = math.MaxInt64
	for _, c := range []struct{ on, off int64 }{
		{1, 1}, {1, most}, {most, 1}, {most, most}, {most, most / 2}, {minute, most},
	} {
		w := NewSwitch(c.on, c.off)
		on, n := 0, 10_000
		for i := range int64(n) {
			for _, at := range []int64{math.MinInt64, -1, 0, 1, most} {
				w.At(switcher(i), at)
			}
			if w.At(switcher(i), most/3) {
				on++
			}
		}
		share := float64(c.on) / (float64(c.on) + float64(c.off))
		checkShare(t, fmt.Sprintf("switch(%d, %d)", c.on, c.off), on, n, share)
	}
}

// channels span what is asked of a burst_loss: rare and frequent, long and short.
var channels = []struct{ enter, leave float64 }{
	{0.01, 0.2}, {0.0005, 0.02}, {0.3, 0.6}, {0.2, 0.05}, {0.001, 0.998},
}

// Of a million ticks in a row the state of the next depends on the present as
// enter and leave say: transitions are binomial given the states, so each share
// is within checkShare's band.
func TestBurstsBeginAndEndAsAsked(t *testing.T) {
	for _, c := range channels {
		w := NewBursts(c.enter, c.leave)
		s := switcher(3)
		var seen, left [2]int
		before := false
		for n := range int64(draws) {
			on := w.At(s, n)
			if n > 0 {
				i := 0
				if before {
					i = 1
				}
				seen[i]++
				if on != before {
					left[i]++
				}
			}
			before = on
		}
		name := fmt.Sprintf("bursts(%v, %v)", c.enter, c.leave)
		checkShare(t, name+": one begins", left[0], seen[0], c.enter)
		checkShare(t, name+": one ends", left[1], seen[1], c.leave)
	}
}

// A process is entered anywhere at once, however rare its bursts are.
func TestRareBurstsAreFoundSoon(t *testing.T) {
	w := NewBursts(1e-9, 1e-9)
	n := 0
	for i := range int64(10_000) {
		if w.At(switcher(i), i*1e9) {
			n++
		}
	}
	checkShare(t, "in a burst", n, 10_000, 0.5)
}
