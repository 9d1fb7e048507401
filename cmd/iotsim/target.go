package main

import (
	"context"
	"io"
	"slices"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/output"
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
	// finish closes the sink after its run.
	finish() error
	// close lets go of everything. It may be called at any moment; before finish
	// there was no run, and nothing is left behind.
	close() error
}

// newTarget is what a sink that is not Kafka writes to.
func (a *app) newTarget(index int, p *engine.Plan) target {
	s := &p.Sinks[index]
	o := output.Options{Sink: index, LabelsOnly: s.LabelsOnly, Compression: s.Compression, Level: s.CompressionLevel}
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
	return nullTarget{index: index}
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
	index int
}

func (nullTarget) String() string { return "nowhere" }

func (t nullTarget) open(p *engine.Plan) (engine.Sink, [][]int, error) {
	return output.Null(), eachStream(p, t.index), nil
}

// eachStream is a lane for each stream of a sink.
func eachStream(p *engine.Plan, sink int) [][]int {
	var lanes [][]int
	for i, s := range p.Streams {
		if s.Sink == sink {
			lanes = append(lanes, []int{i})
		}
	}
	return lanes
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
