package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/iotsim/iotsim/cmd/iotsim/internal/view"
	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/readback"
	"github.com/iotsim/iotsim/internal/resume"
	"github.com/iotsim/iotsim/internal/runs"
	"github.com/iotsim/iotsim/schema"
)

// resumable refuses what nobody can go on with.
func resumable(p *engine.Plan, clusters []*cluster) error {
	for i := range p.Sinks {
		switch s := &p.Sinks[i]; {
		case s.Kind == schema.SinkStdout, s.Kind == schema.SinkNull:
			return usage("--resume cannot know what %s was given: write --sink for one that can be read, or leave --resume out", s.Name())
		case clusters[i] != nil && (clusters[i].embedded != nil || len(clusters[i].brokers) == 0):
			return usage("--resume goes on where topics stand, and an embedded broker ends with its run: name brokers with --brokers, or leave --resume out")
		}
	}
	return nil
}

// goOn finds out how far the run came and opens the targets behind that. Nothing is
// written before everything is known to be as the plan has it.
func (t *targets) goOn(ctx context.Context, p *project, f applyFlags) (*opened, error) {
	o := newOpened(len(t.all))
	o.run = f.run
	if t.record != nil {
		if err := t.record.goOn(ctx, p, f, o); err != nil {
			return nil, resumeError(err)
		}
	} else if err := o.alone(p, f); err != nil {
		return nil, err
	}
	for i, one := range t.all {
		var err error
		if o.sinks[i], o.lanes[i], o.from[i], err = one.goOn(o.program); err != nil {
			return nil, err
		}
	}
	return o, t.distinct()
}

// alone is for files without a topic: nothing tells of an open start.
func (o *opened) alone(p *project, f applyFlags) (err error) {
	if p.plan.Start == nil {
		return usage("the scenario leaves its start to the moment of apply, and files do not tell it: write --start INSTANT as it was")
	}
	if o.run == "" {
		o.run = p.runName()
	}
	o.program, err = engine.Open(p.plan, o.run)
	return err
}

// resumeError gives what stands in the way its exit code.
func resumeError(err error) error {
	code := 0
	switch {
	case errors.Is(err, resume.ErrOtherWriter):
		code = exitOtherWriter
	case errors.Is(err, resume.ErrOtherRun):
		return usage("%w.\nLeave --resume out to begin the run behind them, or write --run NAME as it was.", err)
	case errors.Is(err, resume.ErrUnlike):
		code = exitFailed
	case errors.Is(err, resume.ErrUnreadable):
		code = exitInconclusive
	default:
		return err
	}
	return &failure{code: code, err: fmt.Errorf("the run cannot be gone on with: %w", err)}
}

// goOn finds the newest run of the name, or of the plan, and where it stands in every
// partition that is ours.
func (r *record) goOn(ctx context.Context, p *project, f applyFlags, o *opened) error {
	open := p.plan.Start == nil
	r.digest = p.digest
	if err := r.atSomeStart(ctx, p, f, func() error { return r.prepare(ctx, p, f.speedOf(p.plan)) }); err != nil {
		return err
	}
	program, err := r.settle(ctx, p.plan)
	if err != nil {
		return err
	}
	tails, err := r.tails(ctx, p.plan)
	if err != nil {
		return err
	}
	known, err := r.newest(p, f.run, open, tails, o)
	if err != nil {
		return err
	}
	if err := r.settleStart(ctx, p, f, o.run, known, tails); err != nil {
		return err
	}
	if o.run == "" { // nothing is known of any: it begins
		o.run = p.runName()
	}
	if program != nil {
		o.program, err = program.Named(o.run)
	} else {
		o.program, err = engine.Open(p.plan, o.run)
	}
	if err != nil {
		return err
	}
	if err := r.locate(ctx, o.program, o.run, known, tails); err != nil {
		return err
	}
	r.place = r.shard.Place(o.run)
	r.finished = r.complete(p.plan) && finished(known, r.shard)
	if err := r.store.Reopen(r.place, r.manifest(p, o.run), r.finished); err != nil {
		return destination(fmt.Errorf("the run's manifest cannot be written: %w", err))
	}
	return nil
}

// settle waits until the partitions that are ours stand still. A plan is opened and
// counted meanwhile, for a run that has no name yet; nil where its start is open.
func (r *record) settle(ctx context.Context, p *engine.Plan) (*engine.Program, error) {
	var program *engine.Program
	var counting sync.WaitGroup
	defer counting.Wait()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	if p.Start != nil {
		var err error
		if program, err = engine.Open(p, ""); err != nil {
			return nil, err
		}
		counting.Go(func() {
			for _, t := range r.sinks {
				program.Count(ctx, ownStreams(p, t.index, r.shard))
			}
		})
	}
	for _, t := range r.sinks {
		var err error
		if t.topics, err = t.cluster.client.Settle(ctx, t.topics, r.shard.Has); err != nil {
			return nil, err
		}
	}
	counting.Wait()
	return program, nil
}

// atSomeStart does what needs a start, whichever, on a plan that leaves it open: the
// start of the run is known only when its topics are.
func (r *record) atSomeStart(ctx context.Context, p *project, f applyFlags, do func() error) error {
	if p.plan.Start != nil {
		return do()
	}
	open := *p
	defer func() { *p = open }()
	if err := p.resolve(ctx, f.moment()); err != nil {
		return err
	}
	return do()
}

// tails are the last records of the partitions, by sink.
func (r *record) tails(ctx context.Context, p *engine.Plan) ([][]*resume.Tail, error) {
	all := make([][]*resume.Tail, len(r.sinks))
	for i, t := range r.sinks {
		var err error
		if all[i], err = resume.Tails(ctx, t, p, t.partitions(p)); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// A family is the runs that have a name, or NAME-2, NAME-3 …: of a plan whose start is
// open, without a name, those of any start.
type family struct {
	name string
	open bool // name is followed by the start
}

// member says how new a run of the family is: by its start, then by its number.
func (f family) member(run string) (start time.Time, number int, ok bool) {
	rest, ok := strings.CutPrefix(run, f.name)
	if ok && f.open {
		rest, ok = strings.CutPrefix(rest, startLayout[:1])
		if n := len(startLayout) - 1; ok && len(rest) >= n {
			var err error
			start, err = time.Parse(startLayout[1:], rest[:n])
			rest, ok = rest[n:], err == nil
		} else {
			ok = false
		}
	}
	switch {
	case !ok:
		return start, 0, false
	case rest == "":
		return start, 1, true
	}
	digits, ok := strings.CutPrefix(rest, "-")
	number, err := strconv.Atoi(digits)
	return start, number, ok && err == nil && number > 1
}

// newest settles the run's name: the newest of its family that topics or the store
// know of. It stays as it is given, or empty, where neither knows any.
func (r *record) newest(p *project, name string, open bool, tails [][]*resume.Tail, o *opened) ([]*runs.Run, error) {
	f := family{name: name, open: open && name == ""}
	if name == "" {
		f.name = p.digest[:12]
	}
	candidates, err := r.store.Names()
	if err != nil {
		return nil, err
	}
	for _, of := range tails {
		for _, t := range of {
			if t != nil {
				candidates = append(candidates, t.Run)
			}
		}
	}
	var start time.Time
	var known []*runs.Run
	best := 0
	for _, run := range candidates {
		s, n, ok := f.member(run)
		if !ok || best > 0 && (s.Before(start) || s.Equal(start) && n <= best) {
			continue
		}
		all, err := r.store.Known(run)
		if err != nil {
			return nil, err
		}
		if len(all) > 0 && all[0].Embedded {
			continue
		}
		o.run, start, best, known = run, s, n, all
	}
	return known, nil
}

// settleStart resolves a start that the plan leaves open: as the run kept it, as its
// records tell it, or where there are none as of now.
func (r *record) settleStart(ctx context.Context, p *project, f applyFlags, run string, known []*runs.Run, tails [][]*resume.Tail) error {
	for _, k := range known {
		if p.plan.Start == nil && k.Variables.Now != nil && k.Digest == p.digest {
			return p.resolve(ctx, time.UnixMilli(*k.Variables.Now))
		}
	}
	if p.plan.Start != nil {
		return nil
	}
	open := *p
	now := f.moment()
	if err := p.resolve(ctx, now); err != nil {
		return err
	}
	program, err := engine.Open(p.plan, run)
	if err != nil {
		return err
	}
	told := false
	for i, t := range r.sinks {
		told = told || slices.ContainsFunc(tails[i], func(t *resume.Tail) bool { return t != nil && t.Run == run })
		start, ok := resume.Start(program, run, t.partitions(p.plan), tails[i])
		if !ok {
			continue
		}
		ahead := *p.plan.Start - now.UnixMilli() // of a start such as now-3d
		*p = open
		return p.resolve(ctx, time.UnixMilli(start-ahead))
	}
	if told {
		return usage("the scenario leaves its start to the moment of apply, and no last record of the run %s tells it: write --start INSTANT as it was", run)
	}
	return nil
}

// locate finds where the run stands in every partition, which what is known of it has
// to agree with.
func (r *record) locate(ctx context.Context, program *engine.Program, run string, known []*runs.Run, tails [][]*resume.Tail) error {
	p := program.Plan()
	for i, t := range r.sinks {
		partitions := t.partitions(p)
		for _, k := range known {
			if err := r.agree(k, t, p, partitions); err != nil {
				return err
			}
		}
		var err error
		if t.places, err = resume.Locate(ctx, t, program, run, partitions, tails[i]); err != nil {
			return err
		}
	}
	return nil
}

// agree holds a record of the run against what is gone on with, and takes over where
// partitions begin.
func (r *record) agree(k *runs.Run, t *kafkaTarget, p *engine.Plan, partitions []resume.Partition) error {
	switch {
	case k.Digest != r.digest:
		return usage("the run %s is of another plan: its digest is %.12s, and this one's %.12s.\nWrite --run NAME for a run of its own.", k.Run, k.Digest, r.digest)
	case k.Version != version():
		return usage("the run %s was made by %s, and this is %s: the same plan may give other records.\nGo on with that version, or write --run NAME for another run.", k.Run, k.Version, version())
	}
	for _, topic := range k.Topics {
		state := stateOf(t.topics, topic.Name)
		if state.Created || state.ID != "" && topic.ID != "" && state.ID != topic.ID {
			return usage("the topic %s was made anew since the run %s began, so what it held is gone.\nLeave --resume out to begin again.", topic.Name, k.Run)
		}
		for i := range partitions {
			s := p.Streams[partitions[i].Stream]
			if s.Topic == topic.Name && int(s.Partition) < len(topic.Base) && topic.Base[s.Partition] >= 0 {
				partitions[i].Base = topic.Base[s.Partition]
			}
		}
	}
	return nil
}

// finished says whether a shard of the run is known to have come to its end.
func finished(known []*runs.Run, shard runs.Shard) bool {
	for _, k := range known {
		mine := k.Shard == nil && shard.Whole() || k.Shard != nil && *k.Shard == shard
		if mine && k.Result != nil && k.Result.Finished {
			return true
		}
	}
	return false
}

// standing is how much of a run the topics hold, where only they can say: what cannot
// be gone on with is none that anybody would.
func (r *record) standing(ctx context.Context, p *project, run string) runs.Standing {
	if kept, err := r.store.Load(run); err == nil && (kept.Shard == nil || kept.Result != nil) {
		return runs.Recorded // the store knows all of it
	}
	tails, err := r.tails(ctx, p.plan)
	if err != nil {
		return runs.Complete
	}
	own := *p
	if own.unresolve() {
		if err := r.settleStart(ctx, &own, applyFlags{}, run, nil, tails); err != nil {
			return runs.Complete
		}
	}
	program, err := engine.Open(own.plan, run)
	if err != nil {
		return runs.Complete
	}
	var found record
	for i, t := range r.sinks {
		places, err := resume.Locate(ctx, t, program, run, t.partitions(own.plan), tails[i])
		if err != nil {
			return runs.Complete
		}
		found.sinks = append(found.sinks, &kafkaTarget{places: places})
	}
	if !found.complete(own.plan) {
		return runs.Partly
	}
	return runs.Complete
}

// complete says that nothing is left to send of what is ours.
func (r *record) complete(p *engine.Plan) bool {
	for _, t := range r.sinks {
		for _, place := range t.places {
			if p.Forever || place.Rank < p.Counts[place.Stream].Published {
				return false
			}
		}
	}
	return true
}

// sayPlace says how much of the run is there.
func (a *app) sayPlace(p *engine.Plan, o *opened) {
	there, planned := int64(0), int64(0)
	for i := range o.lanes {
		for k, lane := range o.lanes[i] {
			there += o.from[i][k]
			for _, stream := range lane {
				planned += p.Counts[stream].Published
			}
		}
	}
	switch {
	case p.Forever:
		fmt.Fprintf(a.err, "It goes on behind %s.\n", records(there))
	case there == planned:
		fmt.Fprintf(a.err, "It is complete: all %s are there, and nothing is left to send.\n", records(there))
	default:
		fmt.Fprintf(a.err, "It goes on behind %s of %s.\n", view.Count(there), records(planned))
	}
}

var _ readback.Source = (*kafkaTarget)(nil)

func records(n int64) string { return view.Plural(n, "record", "records") }
