package telemetry

import (
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/common/expfmt"

	"github.com/iotsim/iotsim/engine"
)

// namespace begins the name of each metric that is ours.
const namespace = "iotsim"

// A Build is where the program comes from.
type Build struct{ Version, Commit, Go string }

// A Telemetry is what is shown of a process that runs a plan. Its methods may be
// called from any goroutine.
type Telemetry struct {
	registry *prometheus.Registry
	live     engine.Live
	show     func(string) string
	sinks    []string // names, by Plan.Sinks
	patience time.Duration

	mu    sync.Mutex
	stage string // what happens before the run begins
	run   *Run   // nil: it has not begun
}

// A Run is what is known of a run when it begins.
type Run struct {
	Plan  *engine.Plan
	Name  string
	Speed string
	Ratio float64 // plan seconds a wall second; 0 for max
	Shard string  // empty: all of it
	Share float64 // of the plan's records that this process sends

	// Felt, which may be nil, is what a sink has felt of its destination so far.
	Felt func(sink int) Felt
}

// Felt is what a sink has met with so far. It is nothing for sinks that have no
// connection.
type Felt struct {
	Failures int64  // connections refused, cut or silent
	Retries  int64  // rounds in which batches had to be sent again
	Moves    int64  // partitions that changed their leader
	Trouble  string // what the sink is waiting out; empty when nothing
}

// New shows a process that is about to run a plan. show, which may be nil, leaves
// out of a text what nobody is to see.
func New(b Build, p *engine.Plan, show func(string) string) *Telemetry {
	if show == nil {
		show = func(text string) string { return text }
	}
	t := &Telemetry{registry: prometheus.NewRegistry(), show: show, sinks: sinkNames(p, show), stage: "starting", patience: readyPatience}
	t.registry.MustRegister(
		collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		&collector{telemetry: t, build: b},
	)
	return t
}

// sinkNames are those of a plan's sinks, each another.
func sinkNames(p *engine.Plan, show func(string) string) []string {
	names, taken := make([]string, len(p.Sinks)), map[string]int{}
	for i := range p.Sinks {
		names[i] = show(p.Sinks[i].Name())
		if taken[names[i]]++; taken[names[i]] > 1 {
			names[i] = fmt.Sprintf("%s (%d)", names[i], taken[names[i]])
		}
	}
	return names
}

// Live is for engine.Options of the run.
func (t *Telemetry) Live() *engine.Live { return &t.live }

// Stage says what is done before the run begins: why it is not ready.
func (t *Telemetry) Stage(what string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.stage = t.show(what)
}

// Begin says that all destinations are fit and the run begins.
func (t *Telemetry) Begin(r Run) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.run = &r
}

// now is the run as it stands. Before it begins there is neither, and stage says why.
func (t *Telemetry) now() (r *Run, s *engine.Snapshot, stage string) {
	t.mu.Lock()
	r, stage = t.run, t.stage
	t.mu.Unlock()
	if r != nil {
		s = t.live.Look()
	}
	return r, s, stage
}

// felt is what a sink has met with.
func (r *Run) felt(sink int) Felt {
	if r.Felt == nil {
		return Felt{}
	}
	return r.Felt(sink)
}

// WriteText writes all metrics as they stand, in the text format.
func (t *Telemetry) WriteText(w io.Writer) error {
	families, err := t.registry.Gather()
	if err != nil {
		return err
	}
	for _, f := range families {
		if _, err := expfmt.MetricFamilyToText(w, f); err != nil {
			return err
		}
	}
	return nil
}
