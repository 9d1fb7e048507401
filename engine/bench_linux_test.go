package engine

import (
	"runtime"
	"slices"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// BenchmarkWorstMessage makes a minute of the factory's messages, ten thousand
// devices, one at a time, and reports the longest in CPU time of the thread: what
// the machine does meanwhile does not count, except that it empties the caches.
func BenchmarkWorstMessage(b *testing.B) {
	p := faultless(b)
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var took []time.Duration
	for b.Loop() {
		took = took[:0]
		for i := range p.plan.Streams {
			took = minute(p.Sequence(i), took)
		}
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)-1].Nanoseconds()), "worst-ns")
	b.ReportMetric(float64(took[len(took)*999/1000].Nanoseconds()), "p99.9-ns")
	b.ReportMetric(float64(len(took)), "messages")
}

// minute adds what each message cost that is sent in the minute after the ramp.
func minute(s *Sequence, took []time.Duration) []time.Duration {
	const from, until = int64(30 * time.Second), int64(90 * time.Second)
	var batch Batch
	for s.Append(&batch, from, rotationBatch) > 0 {
		batch.Reset()
	}
	for {
		batch.Reset()
		before := threadTime()
		if s.Append(&batch, until, 1) == 0 {
			return took
		}
		took = append(took, threadTime()-before)
	}
}

// threadTime is the CPU time of the thread so far.
func threadTime() time.Duration {
	var t unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &t); err != nil {
		panic(err)
	}
	return time.Duration(t.Nano())
}
