package main

import (
	"context"
	"fmt"
	"runtime/debug"
	"runtime/metrics"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/schema"
)

// An allowance is how long, and with how much memory, a scenario may be decoded.
// The limits of the language refuse what is known to be slow; this is for the
// rest. What is valid must not depend on what else the machine does, so it is the
// process's processor time that counts.
type allowance struct {
	time   time.Duration
	wall   time.Duration // on a machine that is busy with others, or where processor time is not known
	memory uint64        // bytes of the whole process
}

// usual leaves a second or two of the ten, and some of the gigabyte, in which a
// scenario must be open or refused.
var usual = allowance{time: 8 * time.Second, wall: 80 * time.Second, memory: 900 << 20}

// A decoded is a scenario as schema.Decode returns it, with what the engine says
// of its expressions.
type decoded struct {
	scenario *schema.Scenario
	files    *schema.Files
	diags    hcl.Diagnostics
	stuck    bool  // it was not finished: nothing else may be begun
	stopped  error // why nobody waits for it any more
}

// A panicked is a panic of another goroutine, with the stack that it had there.
type panicked struct {
	value any
	stack []byte
}

// decode is schema.Decode within the allowance. Goroutines cannot be
// stopped: of one that is stuck the caller says so and ends the process, which
// ends it too.
func (limit allowance) decode(ctx context.Context, sources []schema.Source, o schema.Options) decoded {
	o.Activity = &schema.Activity{}
	return limit.await(ctx, sources, o.Activity, func() (d decoded) {
		d.scenario, d.files, d.diags = schema.Decode(sources, o)
		if d.diags.HasErrors() && d.scenario != nil {
			d.diags = schema.Sort(append(d.diags, engine.Check(d.scenario)...))
		}
		return d
	})
}

// await is work's result, or that it took too much, or that ctx ended.
func (limit allowance) await(ctx context.Context, sources []schema.Source, activity *schema.Activity, work func() decoded) decoded {
	// What is garbage is to be collected rather than counted.
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(int64(limit.memory / 4 * 3)))
	done := make(chan any, 1) // nobody may be left to take it
	go func() {
		defer func() {
			if r := recover(); r != nil {
				done <- &panicked{r, debug.Stack()}
			}
		}()
		done <- work()
	}()
	before, _ := processorTime()
	late := time.NewTimer(limit.wall)
	defer late.Stop()
	look := time.NewTicker(20 * time.Millisecond) // in which a processor fills some 50 MB
	defer look.Stop()
	for {
		select {
		case result := <-done:
			if p, ok := result.(*panicked); ok {
				panic(p)
			}
			return result.(decoded)
		case <-ctx.Done():
			return decoded{files: schema.NewFiles(sources...), stuck: true, stopped: context.Cause(ctx)}
		case <-late.C:
			return limit.late(sources, activity)
		case <-look.C:
			if now, ok := processorTime(); ok && now-before > limit.time {
				return limit.late(sources, activity)
			}
			if used := memory(); used > limit.memory {
				return given(sources, activity, "Scenario takes too much memory", fmt.Sprintf("Reading it took %d MiB.", used>>20))
			}
		}
	}
}

// late is what to say when the time is used up.
func (limit allowance) late(sources []schema.Source, activity *schema.Activity) decoded {
	return given(sources, activity, "Scenario takes too long", fmt.Sprintf("It was not read after %v.", limit.time))
}

// given is what to say when the allowance is used up: at which expression it was.
func given(sources []schema.Source, activity *schema.Activity, summary, detail string) decoded {
	at := hcl.Range{Start: hcl.InitialPos, End: hcl.InitialPos}
	if len(sources) > 0 {
		at.Filename = sources[0].Name
	}
	if last := activity.At(); last != nil {
		at = *last
		detail += " This expression was evaluated last. Let it compute less, or write down what it gives."
	} else {
		detail += " Shorten the file."
	}
	return decoded{
		files: schema.NewFiles(sources...), stuck: true,
		diags: hcl.Diagnostics{{Severity: hcl.DiagError, Summary: summary, Detail: detail, Subject: &at}},
	}
}

// memory is what the process has of the system's memory, in bytes.
func memory() uint64 {
	samples := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	metrics.Read(samples)
	return samples[0].Value.Uint64() - samples[1].Value.Uint64()
}
