//go:build !unix

package main

import "time"

// processorTime is the processor time that the process has taken, which is not known here.
func processorTime() (time.Duration, bool) { return 0, false }
