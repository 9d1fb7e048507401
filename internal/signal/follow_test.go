package signal

import "testing"

// Whoever follows a signal must hear what one who drops in hears.
func TestFollowIsAt(t *testing.T) {
	s := NewKey(3).Stream(NewTag(Memory, "x"))
	for _, memory := range []int64{1, 7, 1000, 600e9} {
		w := NewWander(memory)
		var k Knots
		for i := range int64(5000) {
			at := (i - 100) * (memory/50 + 1)
			if i%97 == 0 {
				at = -at // somewhere else
			}
			if got, want := w.Follow(&k, s, at), w.At(s, at); got != want {
				t.Fatalf("memory %d at %d: %v, At says %v", memory, at, got, want)
			}
		}
	}
}

func TestHoldLastsUntilTheStateMayChange(t *testing.T) {
	s := NewKey(4).Stream(NewTag(SwitchState, "x"))
	w := NewSwitch(45_000, 15_000)
	changes := 0
	for at := int64(-200_000); at < 200_000; {
		on, until := w.Hold(s, at)
		if until <= at {
			t.Fatalf("at %d held until %d", at, until)
		}
		for i := at; i < until; i += 97 {
			if w.At(s, i) != on {
				t.Fatalf("%v at %d, held until %d, yet not at %d", on, at, until, i)
			}
		}
		if w.At(s, until) != on {
			changes++
		}
		at = until
	}
	if changes == 0 {
		t.Error("the state never changed")
	}
}
