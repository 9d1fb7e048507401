//go:build unix

package main

import (
	"syscall"
	"time"
)

// processorTime is the processor time that the process has taken, the system's for it
// included. Unlike wall time it does not depend on what else the machine does.
func processorTime() (time.Duration, bool) {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		return 0, false
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano()), true
}
