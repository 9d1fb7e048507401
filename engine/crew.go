package engine

import (
	"fmt"
	"runtime/debug"
	"sync"
	"sync/atomic"
)

// A crew is goroutines that somebody waits for. A panic in one of them is a bug
// of ours; it comes out of Wait, where the caller can see it, instead of ending
// the process from a goroutine that nobody can recover.
type crew struct {
	sync.WaitGroup
	once  sync.Once
	crash any
}

// start runs f beside the caller.
func (c *crew) start(f func()) {
	c.Go(func() {
		defer func() {
			if v := recover(); v != nil {
				c.once.Do(func() { c.crash = fmt.Sprintf("%v\n\n%s", v, debug.Stack()) })
			}
		}()
		f()
	})
}

// wait waits for all, and panics with the first panic among them.
func (c *crew) wait() {
	c.Wait()
	if c.crash != nil {
		panic(c.crash)
	}
}

// share does n things, 0 on, in workers goroutines: each takes the next that is
// left.
func share(n, workers int, do func(i int)) {
	var crew crew
	var next atomic.Int64
	for range min(n, workers) {
		crew.start(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	crew.wait()
}
