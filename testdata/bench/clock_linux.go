package bench

import (
	"time"

	"golang.org/x/sys/unix"
)

// processorOf is the processor time of another process, to the nanosecond: its clock is
// named by its id, as clock_getcpuclockid(3) does it.
func processorOf(pid int) (time.Duration, error) {
	const scheduled = 2 // CPUCLOCK_SCHED
	return clock(int32(^pid)<<3 | scheduled)
}

// threadTime is the processor time of this thread.
func threadTime() (time.Duration, error) { return clock(unix.CLOCK_THREAD_CPUTIME_ID) }

func clock(id int32) (time.Duration, error) {
	var t unix.Timespec
	if err := unix.ClockGettime(id, &t); err != nil {
		return 0, err
	}
	return time.Duration(t.Nano()), nil
}
