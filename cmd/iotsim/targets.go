package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/kafka"
	"github.com/iotsim/iotsim/schema"
)

// Targets are where the records of a run go: one for each sink of its plan.
type targets struct {
	all      []target
	kafka    []*kafkaTarget // those of them that are Kafka
	clusters []*cluster     // of each sink; nil where it is not Kafka
	record   *record        // what is kept of the run; nil where no sink is Kafka
}

// newTargets takes the plan's sinks.
func (a *app) newTargets(f applyFlags, p *engine.Plan) (*targets, error) {
	t := &targets{clusters: newClusters(p, brokersOf(f.connection, p), f.connection)}
	if err := unnamed(f.connection, t.clusters); err != nil {
		return nil, err
	}
	a.naked(f.connection, t.clusters)
	if err := f.shardsOnly(p); err != nil {
		return nil, err
	}
	if f.resume {
		if err := resumable(p, t.clusters); err != nil {
			return nil, err
		}
	}
	for i := range p.Sinks {
		s := &p.Sinks[i]
		if s.Kind != schema.SinkKafka {
			t.all = append(t.all, a.newTarget(i, p, f.shard))
			continue
		}
		k := &kafkaTarget{index: i, block: *s, cluster: t.clusters[i], shard: f.shard}
		t.all, t.kafka = append(t.all, k), append(t.kafka, k)
	}
	switch {
	case len(t.kafka) > 0:
		t.record = newRecord(t.kafka, f.shard)
	case len(f.brokers) > 0:
		return nil, usage("--brokers is for Kafka, and no sink is")
	case f.waitFor != 0:
		return nil, usage("--wait-for waits for brokers, and no sink is Kafka")
	case f.verify:
		return nil, usage("--verify reads a topic back, and no sink is Kafka: what a file or a terminal was given is not read again")
	}
	return t, nil
}

// connect finds all destinations.
func (t *targets) connect(ctx context.Context) error {
	for _, one := range t.all {
		if err := one.connect(ctx); err != nil {
			return err
		}
	}
	return nil
}

// String names the destinations; sinks of one cluster are named once.
func (t *targets) String() string {
	var names []string
	seen := map[*cluster]bool{}
	for i, one := range t.all {
		if c := t.clusters[i]; c == nil || !seen[c] {
			names = append(names, one.String())
			seen[c] = true
		}
	}
	return strings.Join(names, " and ")
}

func (t *targets) far() bool {
	for _, one := range t.all {
		if one.far() {
			return true
		}
	}
	return false
}

// prepare makes room for a plan, as it is run, and settles the run's name. Files
// are opened before topics are made and a run is recorded: where one of them
// cannot be, nothing has happened yet.
func (t *targets) prepare(ctx context.Context, p *project, f applyFlags) (*opened, error) {
	o := newOpened(len(t.all))
	if o.run = f.run; o.run == "" {
		o.run = p.runName()
	}
	for i, one := range t.all {
		if t.clusters[i] == nil {
			if err := o.open(i, one, p.plan); err != nil {
				return nil, err
			}
		}
	}
	err := t.distinct()
	if err == nil && t.record != nil {
		o.run, err = t.record.begin(ctx, p, f.speedOf(p.plan), o.run)
	}
	if err != nil {
		return nil, err
	}
	for _, k := range t.kafka {
		if err := o.open(k.index, k, p.plan); err != nil {
			return nil, err
		}
	}
	o.program, err = engine.Open(p.plan, o.run)
	return o, err
}

// opened are sinks that are ready to be written, the lanes of each, and the run that
// they are for.
type opened struct {
	sinks   []engine.Sink
	lanes   [][][]int
	from    [][]int64 // by lane, where the run is gone on with
	run     string
	program *engine.Program
}

func newOpened(sinks int) *opened {
	return &opened{sinks: make([]engine.Sink, sinks), lanes: make([][][]int, sinks), from: make([][]int64, sinks)}
}

func (o *opened) open(i int, t target, p *engine.Plan) (err error) {
	o.sinks[i], o.lanes[i], err = t.open(p)
	return err
}

// distinct refuses two sinks that write one file, under whatever names.
func (t *targets) distinct() error {
	type known struct {
		info os.FileInfo
		sink int
	}
	var files []known
	for i, one := range t.all {
		f, ok := one.(*fileTarget)
		if !ok {
			continue
		}
		for _, file := range f.sink.Files() {
			info, err := file.Stat()
			if err != nil {
				return destination(err)
			}
			for _, k := range files {
				if k.sink != i && os.SameFile(k.info, info) {
					return destination(fmt.Errorf("%s is written by two sinks: name another file for one of them", file.Name()))
				}
			}
			files = append(files, known{info, i})
		}
	}
	return nil
}

// autopsy names the cause of what a topic has broken off.
func (t *targets) autopsy(ctx context.Context, err error) error {
	var e *kafka.Error
	if !errors.As(err, &e) {
		return err
	}
	for _, k := range t.kafka {
		if !slices.Contains(topicNames(k.topics), e.Topic) {
			continue
		}
		if named := k.cluster.client.Autopsy(ctx, e); named != e {
			return named
		}
	}
	return err
}

// finish closes all sinks and keeps how the run ended, where anybody may ask later.
func (t *targets) finish(ctx context.Context, s *engine.Summary) error {
	var errs []error
	for _, one := range t.all {
		errs = append(errs, one.finish())
	}
	if t.record != nil {
		errs = append(errs, t.record.end(ctx, s))
	}
	return errors.Join(errs...)
}

// close lets go of everything.
func (t *targets) close() error {
	var errs []error
	for _, one := range t.all {
		errs = append(errs, one.close())
	}
	return errors.Join(append(errs, closeAll(t.clusters))...)
}

// toStdout says that a sink is standard output, so that nothing else may be.
func (t *targets) toStdout() bool {
	for _, one := range t.all {
		if _, ok := one.(*streamTarget); ok {
			return true
		}
	}
	return false
}

// readingBack says what is read back, and what cannot be.
func (t *targets) readingBack() string {
	var others []string
	for i, one := range t.all {
		if t.clusters[i] == nil {
			others = append(others, one.String())
		}
	}
	if len(others) == 0 {
		return "Reading everything back."
	}
	return "Reading all topics back; what went to " + strings.Join(others, " and ") + " is not read again."
}
