package engine

import (
	"fmt"
	"math"
	"testing"
)

// A recording is read at each reading's own time, by all devices; what is added
// to other sensors is added to it.
func TestReplayFeedsTheChain(t *testing.T) {
	csv := "time,p,q\n0,10,5\n20,30,\n30,0,7\n"
	p := opened(t, site(`interval = "500ms"
sensor "looped" {
  value  = replay("r.csv", "p")
  digits = 6
}
sensor "clamped" {
  value = replay("r.csv", "p", "clamp", "hold")
  step {
    at  = "10s"
    add = 0.5
  }
  clamp = [5, 100]
}
sensor "double" { formula = "looped * 2" }
device_info {
  p = replay("r.csv", "p", "clamp", "hold")
}`, ""), map[string]string{"r.csv": csv})
	looped := func(ms int64) float64 {
		s := float64(ms%45_000) / 1000 // 30 s, and 15 s, their mean distance, for the last
		switch {
		case s < 20:
			return 10 + s
		case s < 30:
			return 30 - 3*(s-20)
		}
		return 10 * (s - 30) / 15
	}
	held := func(ms int64) float64 {
		value := 10.0
		if ms >= 20_000 {
			value = 30
		}
		if ms >= 30_000 {
			value = 0
		}
		if ms >= 10_000 {
			value += 0.5
		}
		return max(value, 5)
	}
	n := 0
	doubled := sensed(t, p, "double")
	for id, readings := range sensed(t, p, "looped") {
		for i, x := range readings {
			// Due to the nanosecond, and known to the millisecond: the steepest way is 3 a second.
			if got := x.Value.(float64); math.Abs(got-looped(x.due)) > 0.0031 {
				t.Errorf("%s after %d ms: %v, want %v", id, x.due, got, looped(x.due))
			}
			if got := doubled[id][i].Value.(float64); math.Abs(got-2*x.Value.(float64)) > 0.0051 {
				t.Errorf("%s: %v is not twice %v", id, got, x.Value)
			}
			n++
		}
	}
	for id, readings := range sensed(t, p, "clamped") {
		for _, x := range readings {
			if got := x.Value.(float64); got != held(x.due) {
				t.Errorf("%s after %d ms: %v, want %v", id, x.due, got, held(x.due))
			}
		}
	}
	if n != 1200 {
		t.Errorf("%d readings", n)
	}
}

// What the file holds decides the plan; how it is written does not.
func TestPlansAreOfWhatIsReplayed(t *testing.T) {
	text := site("interval = \"1s\"\nsensor \"x\" { value = replay(\"r.csv\", \"p\") }", "")
	digest := func(csv string) string { return opened(t, text, map[string]string{"r.csv": csv}).plan.Digest }
	one := digest("time,p\n0,1\n10,2\n")
	if digest("# the same\ns,p,q\n100.0, 1.00,3\n110,2,\n") != one {
		t.Error("the same readings make another plan")
	}
	if digest("time,p\n0,1\n10,2.5\n") == one || digest("time,p\n0,1\n11,2\n") == one {
		t.Error("other readings make the same plan")
	}
}

// Walks stay within their clamp, each device's its own way, and change by a step
// an interval: of 10 devices' 6000 changes the mean square has a standard error
// of √(2/6000) = 1.8%, 7.3% for four, and the lattice is good to 4%. Rounding to
// six digits changes nothing of that. Near the clamp a walk turns round, so the
// changes are counted where it is far.
func TestWalksStayWithinTheirClamp(t *testing.T) {
	p := opened(t, site(`interval = "100ms"
sensor "x" {
  value  = walk(55, 0.5)
  clamp  = [50, 60]
  digits = 6
}
sensor "drawn" {
  value  = walk(fixed(uniform(20, 30)), fixed(uniform(0.1, 0.2)))
  clamp  = [0, 40]
  spread = normal(0, 0.001)
}`, ""), nil)
	squares, n, turned := 0.0, 0.0, 0
	ends := map[string]bool{}
	for id, readings := range sensed(t, p, "x") {
		last := 55.0
		for i, x := range readings {
			here := x.Value.(float64)
			if here < 50 || here > 60 {
				t.Fatalf("%s is at %v", id, here)
			}
			if last > 52.5 && last < 57.5 && i > 0 {
				squares, n = squares+(here-last)*(here-last), n+1
			} else if i > 0 {
				turned++
			}
			last = here
		}
		if first := readings[0].Value.(float64); math.Abs(first-55) > 5*0.5 {
			t.Errorf("%s begins at %v", id, first)
		}
		ends[fmt.Sprint(last)] = true
	}
	if deviation := squares / n; math.Abs(deviation/0.25-1) > 0.12 {
		t.Errorf("variance %.4f of a step, want 0.25", deviation)
	}
	if len(ends) < 10 || turned == 0 {
		t.Errorf("ten devices end at %d places, and were near the clamp %d times", len(ends), turned)
	}
	starts := map[string]bool{}
	for _, readings := range sensed(t, p, "drawn") {
		first := readings[0].Value.(float64)
		if first < 19 || first > 31 {
			t.Errorf("a walk from 20 to 30 begins at %v", first)
		}
		starts[fmt.Sprint(first)] = true
	}
	if len(starts) < 8 {
		t.Errorf("ten devices begin at %d places", len(starts))
	}
}
