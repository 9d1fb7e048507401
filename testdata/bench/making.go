package bench

import (
	"fmt"
	"os"
	"runtime"
	"slices"
	"time"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/schema"
)

// The fleets of the curves: the requirement's, and on to a million.
var (
	Devices   = []int64{100, 300, 500, 1_000, 2_000, 5_000, 10_000, 100_000, 1_000_000}
	Intervals = []string{"3s", "5s", "10s"}
)

// Open compiles a fleet from what a folder holds.
func (f Fleet) Open(folder string) (*engine.Program, error) {
	vars := map[string]string{"devices": fmt.Sprint(f.Devices), "interval": f.Interval, "warm": f.Warm.String(), "hold": f.Hold.String()}
	s, _, diags := schema.Load(os.DirFS(folder), []string{"factory.hcl"}, schema.Options{
		Vars: vars, Overlays: []string{"fleet.hcl"}, Duration: (f.Warm + f.Hold).String(),
	})
	if diags.HasErrors() {
		return nil, diags
	}
	plan, diags := engine.Compile(s, engine.CompileOptions{})
	if diags.HasErrors() {
		return nil, diags
	}
	return engine.Open(plan, "bench")
}

// Making is the processor time of one message, which is made alone: the 99th percentile
// of so many, and the longest. The first message of each partition, which readies what
// the others use, is made before.
func Making(p *engine.Program, messages int) (p99, longest time.Duration, err error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	plan := p.Plan()
	var took []time.Duration
	for stream := range plan.Streams {
		if plan.Streams[stream].Labels {
			continue
		}
		s := p.Sequence(stream)
		var b engine.Batch
		s.Append(&b, plan.End, 1)
		for range messages / partitions {
			b.Reset()
			before, err := threadTime()
			if err != nil {
				return 0, 0, err
			}
			if s.Append(&b, plan.End, 1) == 0 {
				break
			}
			after, err := threadTime()
			if err != nil {
				return 0, 0, err
			}
			took = append(took, after-before)
		}
	}
	if len(took) == 0 {
		return 0, 0, fmt.Errorf("%s makes no message", plan.Scenario)
	}
	slices.Sort(took)
	return took[len(took)*99/100], took[len(took)-1], nil
}
