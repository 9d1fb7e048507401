//go:build !linux

package bench

import "time"

func processorOf(int) (time.Duration, error) { return 0, errNoClock }
func threadTime() (time.Duration, error)     { return 0, errNoClock }
