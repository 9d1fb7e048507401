package main

import (
	"os"
	"runtime/debug"
	"testing"
)

// What the user set stays, and so does what was before, afterwards.
func TestCollectionsAreAsOftenAsTheUserSays(t *testing.T) {
	percent := func() int {
		now := debug.SetGCPercent(100)
		debug.SetGCPercent(now)
		return now
	}
	for _, test := range []struct {
		set  string
		want int
	}{{"", heapGrowth}, {"200", percent()}} {
		if t.Setenv("GOGC", test.set); test.set == "" {
			_ = os.Unsetenv("GOGC") // t.Setenv restores what there was
		}
		before := percent()
		back := frugal()
		if got := percent(); got != test.want {
			t.Errorf("GOGC=%q: %d%%, want %d%%", test.set, got, test.want)
		}
		if back(); percent() != before {
			t.Errorf("GOGC=%q: %d%% stays behind", test.set, percent())
		}
	}
}
