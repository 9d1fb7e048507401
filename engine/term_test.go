package engine

import (
	"math"
	"slices"
	"testing"
)

// What is added over time is added at its time: local hours of days and weeks,
// also when the clocks change, and time since the start.
func TestTermsAreAddedAtTheirTime(t *testing.T) {
	const hour = 3600_000
	for name, c := range map[string]struct {
		terms string
		want  map[int64]float64 // by hours since Monday's local midnight
	}{
		"points of a day": {`daily { points = { "06:00" = -2, "18:00" = 4 } }`, map[int64]float64{
			0: 1, 3: -0.5, 6: -2, 12: 1, 18: 4, 21: 2.5, 24: 1, 30: -2,
		}},
		"a list of four": {`daily { points = [0, 6, 12, 6] }`, map[int64]float64{
			0: 0, 3: 3, 6: 6, 12: 12, 23: 1, 36: 12,
		}},
		"a peak of the week": {"weekly {\n amplitude = 2\n peak = \"Thu 12:00\"\n}", map[int64]float64{
			0: -2, 42: 0, 84: 2, 126: 0, 168 + 84: 2, 28*24 + 84 - 1: 2,
		}},
		"points of a week": {`weekly { points = { "Mon" = 7, "tuesday 12:00" = 1, "Sun 18:00" = 1 } }`, map[int64]float64{
			0: 7, 18: 4, 36: 1, 100: 1, 162: 1, 165: 4, 168: 7,
		}},
		"seven days": {`weekly { points = [1, 2, 3, 4, 5, 6, 7] }`, map[int64]float64{
			0: 1, 12: 1.5, 24: 2, 6 * 24: 7, 6*24 + 12: 4,
		}},
		"both":  {"daily { points = [0, 1] }\nweekly { points = [0, 10] }", map[int64]float64{0: 0, 12: 1 + 20.0/14}},
		"drift": {"drift {\n rate = \"-1/h\"\n max = 30\n}", map[int64]float64{0: 0, 1: -1, 29: -29, 30: -30, 31: -30, 500: -30}},
		"steps": {"step {\n at = \"10h\"\n add = 5\n}\nstep {\n at = \"2h\"\n add = -1.5\n}\nstep {\n at = \"10h\"\n add = 1\n}", map[int64]float64{
			0: 0, 1: 0, 2: -1.5, 9: -1.5, 10: 4.5, 700: 4.5,
		}},
	} {
		t.Run(name, func(t *testing.T) {
			p := opened(t, site("interval = \"10m\"\nsensor \"x\" {\n value = constant(0)\n digits = 6\n"+c.terms+"\n}", `phase "run" { duration = "35d" }`), nil)
			for _, readings := range sensed(t, p, "x") {
				for hours, want := range c.want {
					// The readings before and after are ten minutes apart; nothing
					// here changes by more than 6 an hour except a step.
					i := slices.IndexFunc(readings, func(x said) bool { return x.due >= hours*hour })
					if i < 0 {
						t.Fatalf("no reading after %d hours", hours)
					}
					x := readings[i]
					if got := x.Value.(float64); math.Abs(got-want) > 1.001 {
						t.Errorf("%d hours on: %v, want %v", hours, got, want)
					}
				}
			}
			term := p.models[0].sensors[0].terms
			var b block
			b.n = 1
			for hours, want := range c.want {
				b.x[0], b.places[0].t = 0, hours*hour*1e6
				b.places[0].local = p.calendar.timeOfWeek(hours * hour * 1e6)
				b.term(term)
				if math.Abs(b.x[0]-want) > 0.01 {
					t.Errorf("%d hours on: %v, want %v", hours, b.x[0], want)
				}
			}
		})
	}
}

// On 29 March 2026 Berlin's clocks go from 2 to 3: the week has an hour less.
func TestWeeksFollowTheLocalClock(t *testing.T) {
	c := opened(t, site("interval = \"1h\"\nsensor \"x\" { value = normal(0, 1) }", `phase "run" { duration = "30d" }`), nil).calendar
	const hour = dayNanos / 24
	for _, x := range []struct{ at, want int64 }{
		{0, 0}, {hour, hour}, {6*dayNanos + 23*hour, 6*dayNanos + 23*hour}, {7 * dayNanos, 0},
		{27*dayNanos + 2*hour - 1, 6*dayNanos + 2*hour - 1}, {27*dayNanos + 2*hour, 6*dayNanos + 3*hour}, {28*dayNanos - hour, 0},
	} {
		if got := c.timeOfWeek(x.at); got != x.want {
			t.Errorf("%d ns after the start it is %d, want %d", x.at, got, x.want)
		}
	}
}
