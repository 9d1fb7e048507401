package engine

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/bits"
	"time"

	"github.com/iotsim/iotsim/schema"
)

// This file is the only one of the package that knows a wall clock. The pacer
// itself is arithmetic; clock, sleeper, every and grace are all that ticks.

// tick is how often a worker wakes while records are due: short beside the lag
// that matters (10 ms), long beside what a wake costs (some microseconds).
const tick = 5 * time.Millisecond

// A pacer relates wall time since the run began to plan time. At {60, 1} the
// run is at plan minute 1 after one second. num 0 is max: everything is due.
//
// At wall, which may lie before the run began, it is plan time from. A run that
// goes on where another stopped begins there, instead of being late by all of it.
type pacer struct {
	num, den uint64
	wall     time.Duration
	from     int64
}

func newPacer(speed schema.Ratio) pacer { return pacer{num: uint64(speed.Num), den: uint64(speed.Den)} }

// max says that nothing is paced.
func (p pacer) max() bool { return p.num == 0 }

// reached is the plan time of a moment, ⌊elapsed·num/den⌋. A record is due when
// its send time is reached: for all t and e, t <= reached(e) exactly when
// due(t) <= e.
func (p pacer) reached(elapsed time.Duration) int64 {
	switch {
	case elapsed < p.wall:
		return p.from - 1
	case p.max():
		return never - 1
	}
	return sum(p.from, scale(int64(elapsed-p.wall), p.num, p.den, 0))
}

// due is the moment at which a plan time is reached, ⌈t·den/num⌉.
func (p pacer) due(t int64) time.Duration {
	return time.Duration(sum(int64(p.wall), int64(p.length(t-p.from))))
}

// length is how long a stretch of plan time takes.
func (p pacer) length(t int64) time.Duration {
	if p.max() {
		return 0
	}
	return time.Duration(scale(t, p.den, p.num, p.num-1))
}

// sum is a + b for b >= 0, at most never-1.
func sum(a, b int64) int64 {
	if a > 0 && b > never-1-a {
		return never - 1
	}
	return a + b
}

// wait is how long a worker that woke at woke and has nothing left to do sleeps:
// until the next record is due, but it wakes at most once a tick.
func (p pacer) wait(woke, now time.Duration, next int64) time.Duration {
	return max(p.due(next), woke+tick) - now
}

// scale is (v·num + carry)/den, at most never-1. What lies before the start is 0.
func scale(v int64, num, den, carry uint64) int64 {
	if v <= 0 {
		return 0
	}
	hi, lo := bits.Mul64(uint64(v), num)
	lo, c := bits.Add64(lo, carry, 0)
	if hi += c; hi >= den {
		return never - 1
	}
	q, _ := bits.Div64(hi, lo, den)
	return int64(min(q, math.MaxInt64-1))
}

// A clock tells the time since the run began.
type clock struct{ start time.Time }

func startClock() clock { return clock{time.Now()} }

func (c clock) elapsed() time.Duration { return time.Since(c.start) }

// until is how far ahead a moment is; the zero moment is now.
func until(at time.Time) time.Duration {
	if at.IsZero() {
		return 0
	}
	return time.Until(at)
}

// A sleeper is one worker's alarm clock.
type sleeper struct{ timer *time.Timer }

// sleep returns after d, or when ctx ends.
func (s *sleeper) sleep(ctx context.Context, d time.Duration) {
	if s.timer == nil {
		s.timer = time.NewTimer(d)
	} else {
		s.timer.Reset(d)
	}
	select {
	case <-s.timer.C:
	case <-ctx.Done():
		s.timer.Stop()
	}
}

// every visits once an interval until ctx ends. A visit that takes longer than
// an interval delays the next; visits never pile up.
func every(ctx context.Context, interval time.Duration, visit func()) {
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			visit()
		case <-ctx.Done():
			return
		}
	}
}

// errDrain is why what was still buffered is given up.
var errDrain = errors.New("not drained in time")

// grace ends late a while after ctx has ended. It returns when late has ended.
func grace(ctx, late context.Context, end context.CancelCauseFunc, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-late.Done():
		return
	}
	var s sleeper
	s.sleep(late, d)
	end(fmt.Errorf("%w: %s after the run was stopped", errDrain, d))
}
