package main

import (
	"os"
	"runtime/debug"
)

// heapGrowth is how much may be allocated between two collections, in per cent of what
// lives. A run uses again what it has and leaves little garbage, so that collections are
// seldom; with the runtime's 100 it would take twice what it uses.
const heapGrowth = 50

// frugal sets it, unless the user has set another, and returns what takes it back.
func frugal() func() {
	if os.Getenv("GOGC") != "" {
		return func() {}
	}
	before := debug.SetGCPercent(heapGrowth)
	return func() { debug.SetGCPercent(before) }
}
