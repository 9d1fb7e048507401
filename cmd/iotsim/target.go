package main

import (
	"context"
	"io"
	"strings"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/output"
	"github.com/iotsim/iotsim/schema"
)

// A target is where a run's records go. Its methods are called in this order.
type target interface {
	// connect finds the destination or says why it cannot be found. It changes nothing.
	connect(ctx context.Context) error
	// String names the destination, for people.
	String() string
	// far says that the destination is not on this machine.
	far() bool
	// prepare makes room for a plan, as it is run, and settles the run's name.
	prepare(ctx context.Context, p *project, speed schema.Ratio, name string) (run string, err error)
	// open is where the records of the plan go, and in what order.
	open(plan *engine.Plan) (sink engine.Sink, lanes [][]int, err error)
	// finish closes the sink and keeps how the run ended, where anybody may ask later.
	finish(ctx context.Context, s *engine.Summary) error
	// close lets go of everything. It may be called at any moment.
	close() error
}

// newTarget reads --sink, or what the scenario says where the flag is not given.
func (a *app) newTarget(f applyFlags, s schema.Sink) (target, error) {
	kind, path, _ := strings.Cut(f.sink, ":")
	records := s.Records
	if f.sink == "" {
		kind, path = string(s.Kind), s.Path
	} else {
		records = kind == "records"
	}
	format := output.Values
	if records {
		format = output.Records
	}
	switch {
	case kind == string(schema.SinkKafka) && path == "":
		return newKafkaTarget(f, s), nil
	case len(f.brokers) > 0:
		return nil, usage("--brokers is for Kafka, and the sink is %s", kind)
	case kind == string(schema.SinkStdout) && path == "":
		return &streamTarget{w: a.out.w, format: format}, nil
	case kind == string(schema.SinkNull) && path == "":
		return nullTarget{}, nil
	case (kind == string(schema.SinkFile) || kind == "records") && path != "":
		return &fileTarget{path: path, format: format}, nil
	}
	return nil, usage("--sink %q: write kafka, stdout, file:PATH, records:PATH or null", f.sink)
}

// A plainTarget is what targets have in common that need no preparation.
type plainTarget struct{}

func (plainTarget) connect(context.Context) error { return nil }
func (plainTarget) far() bool                     { return false }
func (plainTarget) close() error                  { return nil }

func (plainTarget) prepare(_ context.Context, _ *project, _ schema.Ratio, name string) (string, error) {
	return name, nil
}

func (plainTarget) finish(context.Context, *engine.Summary) error { return nil }

// A streamTarget is standard output.
type streamTarget struct {
	plainTarget
	w      io.Writer
	format output.Format
}

func (t *streamTarget) String() string { return "standard output" }

func (t *streamTarget) open(p *engine.Plan) (engine.Sink, [][]int, error) {
	s := output.Stdout(t.w, p.Streams, t.format)
	return s, s.Lanes(), nil
}

// A nullTarget is nowhere.
type nullTarget struct{ plainTarget }

func (nullTarget) String() string { return "nowhere" }

func (nullTarget) open(*engine.Plan) (engine.Sink, [][]int, error) { return output.Null(), nil, nil }

// A fileTarget is a file or several.
type fileTarget struct {
	plainTarget
	path   string
	format output.Format
	sink   *output.Sink
}

func (t *fileTarget) String() string { return t.path }

func (t *fileTarget) open(p *engine.Plan) (engine.Sink, [][]int, error) {
	s, err := output.File(t.path, p.Streams, t.format)
	if err != nil {
		return nil, nil, destination(err)
	}
	t.sink = s
	return s, s.Lanes(), nil
}

// finish closes the files: what cannot be closed may not be on disk.
func (t *fileTarget) finish(context.Context, *engine.Summary) error {
	s := t.sink
	t.sink = nil
	return destination(s.Close())
}

func (t *fileTarget) close() error {
	if t.sink == nil {
		return nil
	}
	return t.sink.Close()
}
