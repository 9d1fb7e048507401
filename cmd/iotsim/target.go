package main

import (
	"context"
	"io"
	"slices"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/output"
	"github.com/iotsim/iotsim/internal/runs"
	"github.com/iotsim/iotsim/schema"
)

// A target is where the records of one sink go. Its methods are called in this
// order.
type target interface {
	// connect finds the destination or says why it cannot be found. It changes nothing.
	connect(ctx context.Context) error
	// String names the destination, for people.
	String() string
	// far says that the destination is not on this machine.
	far() bool
	// open is where the records of the sink's streams go, and in what order.
	open(plan *engine.Plan) (sink engine.Sink, lanes [][]int, err error)
	// goOn is open behind what the destination holds: from is how many records that
	// is of each lane.
	goOn(program *engine.Program) (sink engine.Sink, lanes [][]int, from []int64, err error)
	// finish closes the sink after its run.
	finish() error
	// close lets go of everything. It may be called at any moment; before finish
	// there was no run, and nothing is left behind.
	close() error
}

// newTarget is what a sink that is not Kafka writes to.
func (a *app) newTarget(index int, p *engine.Plan, shard runs.Shard) target {
	s, streams := &p.Sinks[index], ownStreams(p, index, shard)
	o := output.Options{Sink: index, Streams: streams, LabelsOnly: s.LabelsOnly, Compression: s.Compression, Level: s.CompressionLevel}
	if s.Records {
		o.Format = output.Records
	}
	switch s.Kind {
	case schema.SinkFile:
		t := &fileTarget{path: s.Path, options: o}
		if !s.Records && !s.LabelsOnly && hasLabels(p, index) {
			t.labels = schema.LabelsPath(s.Path)
		}
		return t
	case schema.SinkStdout:
		return &streamTarget{w: a.out.w, options: o}
	}
	return nullTarget{streams: streams}
}

// hasLabels says that a sink is given labels.
func hasLabels(p *engine.Plan, sink int) bool {
	return slices.ContainsFunc(p.Streams, func(s engine.Stream) bool { return s.Sink == sink && s.Labels })
}

// A plainTarget is what targets have in common that need no preparation.
type plainTarget struct{}

func (plainTarget) connect(context.Context) error { return nil }
func (plainTarget) far() bool                     { return false }
func (plainTarget) finish() error                 { return nil }
func (plainTarget) close() error                  { return nil }

// goOn is never asked for: newTargets refuses to go on behind what nobody can read.
func (plainTarget) goOn(*engine.Program) (engine.Sink, [][]int, []int64, error) {
	panic("cmd: a sink that cannot be read is gone on with")
}

// A streamTarget is standard output.
type streamTarget struct {
	plainTarget
	w       io.Writer
	options output.Options
}

func (t *streamTarget) String() string { return "standard output" }

func (t *streamTarget) open(p *engine.Plan) (engine.Sink, [][]int, error) {
	s := output.Stdout(t.w, p.Streams, t.options)
	return s, s.Lanes(), nil
}

// A nullTarget is nowhere.
type nullTarget struct {
	plainTarget
	streams []int
}

func (nullTarget) String() string { return "nowhere" }

func (t nullTarget) open(*engine.Plan) (engine.Sink, [][]int, error) {
	return output.Null(), lanesOf(t.streams), nil
}

// A fileTarget is a file or several.
type fileTarget struct {
	plainTarget
	path    string
	labels  string // path of theirs; empty: there are none, or they are at path too
	options output.Options
	sink    *output.Sink
}

// String names the files.
func (t *fileTarget) String() string {
	if t.labels == "" {
		return t.path
	}
	return t.path + " (labels to " + t.labels + ")"
}

func (t *fileTarget) open(p *engine.Plan) (engine.Sink, [][]int, error) {
	s, err := output.File(t.path, p.Streams, t.options)
	if err != nil {
		return nil, nil, destination(err)
	}
	t.sink = s
	return s, s.Lanes(), nil
}

// goOn cuts the files to their last whole lines, and holds the last of those against
// the plan.
func (t *fileTarget) goOn(program *engine.Program) (engine.Sink, [][]int, []int64, error) {
	p := program.Plan()
	s, err := output.Continue(t.path, p.Streams, t.options)
	if err != nil {
		return nil, nil, nil, destination(err)
	}
	t.sink = s
	lanes, held := s.Lanes(), s.Held()
	for i, n := range held {
		planned := int64(0)
		for _, stream := range lanes[i] {
			planned += p.Counts[stream].Published
		}
		if n > planned && !p.Forever {
			return nil, nil, nil, usage("%s holds %d lines, and the plan has %d: it is of another plan", t.path, n, planned)
		}
		tail := min(n, output.TailLines)
		if err := s.Check(i, program.Records(lanes[i], n-tail, int(tail))); err != nil {
			return nil, nil, nil, &failure{code: exitFailed, err: err}
		}
	}
	return s, lanes, held, nil
}

// finish closes the files: what cannot be closed may not be on disk.
func (t *fileTarget) finish() error {
	s := t.sink
	t.sink = nil
	return destination(s.Close())
}

func (t *fileTarget) close() error {
	if t.sink == nil {
		return nil
	}
	return t.sink.Abandon()
}
