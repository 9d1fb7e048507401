package verify

import (
	"context"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/readback"
)

// Options of a verification. The zero value is good.
type Options struct {
	Workers int   // partitions read side by side; default two a processor: one is compared while another is waited for
	AnyRun  bool  // the run's name is not known: its header must be there, with any value
	Level   Level // how closely records are looked at

	// Streams are those to compare: sinks that are no topics cannot be read back.
	// nil is all of the plan's.
	Streams []int
}

// A Verification is a comparison under way. Its methods are called one at a time.
type Verification struct {
	workers int
	run     string // that is to be found; empty: any
	level   Level
	checks  []*check
}

// New begins a comparison of a plan's streams. bases are the offsets of the first
// records, one for each stream of the plan, compared or not.
func New(program *engine.Program, bases []int64, o Options) *Verification {
	v := &Verification{workers: o.Workers, level: o.Level}
	names := newNames(program)
	if !o.AnyRun {
		v.run = program.Run()
	}
	if v.workers <= 0 {
		v.workers = 2 * runtime.GOMAXPROCS(0)
	}
	if o.Streams == nil {
		for i := range bases {
			o.Streams = append(o.Streams, i)
		}
	}
	for _, i := range o.Streams {
		v.checks = append(v.checks, newCheck(program, i, bases[i], names, o))
	}
	return v
}

// Read compares what lies below the given end offsets, one for each stream of the plan. It may be
// called again with later ends. What cannot be read is said by Report; that
// partition is not tried again, unless Retry says so.
func (v *Verification) Read(ctx context.Context, source readback.Source, ends []int64) {
	v.each(func(c *check) { c.read(ctx, source, ends[c.stream]) })
}

// Behind looks for records of the run behind its own end, as far as Topics said that
// there are any. It comes last.
func (v *Verification) Behind(ctx context.Context, source readback.Source) {
	v.each(func(c *check) { c.behind(ctx, source) })
}

// each does something for all partitions, some side by side.
func (v *Verification) each(do func(*check)) {
	var next atomic.Int64
	var wait sync.WaitGroup
	for range min(v.workers, len(v.checks)) {
		wait.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(v.checks); i = int(next.Add(1)) - 1 {
				do(v.checks[i])
			}
		})
	}
	wait.Wait()
}

// Sent says how many records the run sent, one number for each stream of the plan.
// Only of a plan that lasts forever is that not known anyway: fewer are then
// missing. Where nothing is said, whatever can be read is what was sent.
func (v *Verification) Sent(records []int64) {
	for _, c := range v.checks {
		c.sent = records[c.stream]
	}
}

// Topics says what is known of the topics, one for each stream of the plan: before
// the first Read, and again before others.
func (v *Verification) Topics(topics []Topic) {
	for _, c := range v.checks {
		c.topic = topics[c.stream]
		c.appendTime, c.result.After = c.topic.AppendTime, c.topic.After
	}
}

// Retry lets the next Read go on where the last one failed.
func (v *Verification) Retry() {
	for _, c := range v.checks {
		c.err = nil
	}
}

// Complete says that all that is planned was found, and nothing is held back. It
// never is for a plan that lasts forever.
func (v *Verification) Complete() bool {
	for _, c := range v.checks {
		if c.endless || c.rank < c.planned || len(c.held) > 0 {
			return false
		}
	}
	return true
}

// Report says how it stands: what was read up to now is all there is.
func (v *Verification) Report() Report { return v.report(true) }

// Along is Report while a run still writes: what the plan has and a partition ends
// before is not missing yet.
func (v *Verification) Along() Report { return v.report(false) }

func (v *Verification) report(ended bool) Report {
	r := Report{Level: v.level, Partitions: make([]Partition, len(v.checks))}
	for i, c := range v.checks {
		r.Partitions[i] = c.report(ended)
	}
	r.Runs = v.mixed()
	return r
}

// mixed sums the runs that wrote what was read; nil when it was one, and the
// expected.
func (v *Verification) mixed() []Run {
	var all []Run
	for _, c := range v.checks {
		for _, r := range c.runs {
			i := slices.IndexFunc(all, func(known Run) bool { return known.Run == r.Run })
			switch {
			case i >= 0:
				all[i].Records += r.Records
			case len(all) < maxRuns:
				all = append(all, r)
			}
		}
	}
	if len(all) == 0 || len(all) == 1 && (v.run == "" || all[0].Run == v.run) {
		return nil
	}
	slices.SortFunc(all, func(a, b Run) int { return strings.Compare(a.Run, b.Run) })
	return all
}
