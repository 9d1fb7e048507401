package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/kafka"
	"github.com/iotsim/iotsim/internal/readback"
	"github.com/iotsim/iotsim/internal/runs"
	"github.com/iotsim/iotsim/internal/verify"
	"github.com/iotsim/iotsim/schema"
)

// A record is what is kept of a run that writes topics: where its records begin
// and end, so that verify can find them.
type record struct {
	store    *runs.Store
	sinks    []*kafkaTarget
	shard    runs.Shard
	digest   string // of the plan, where it is gone on with
	place    string // in the store
	finished bool   // before this process began

	project *project
	began   time.Time
	told    engine.Part // at its end
}

func newRecord(sinks []*kafkaTarget, shard runs.Shard) *record {
	return &record{store: runs.Open("."), sinks: sinks, shard: shard}
}

// begin creates or checks the topics and writes the manifest: from then on it is
// known where the run's records begin.
func (r *record) begin(ctx context.Context, p *project, speed schema.Ratio, name string) (string, error) {
	if err := r.prepare(ctx, p, speed); err != nil {
		return "", err
	}
	var last []string
	for _, t := range r.sinks {
		t.begin(p.plan)
		run, err := t.lastRun(ctx, p.plan)
		if err != nil {
			return "", err
		}
		last = append(last, run)
	}
	naming := runs.Naming{Shard: r.shard, Gone: r.gone}
	naming.Taken = func(run string) runs.Standing {
		if !slices.Contains(last, run) {
			return runs.Absent
		}
		return r.standing(ctx, p, run)
	}
	run, err := r.store.Create(name, naming, func(run string) runs.Manifest { return r.manifest(p, run) })
	switch {
	case errors.Is(err, runs.ErrUnfinished):
		return "", usage("%w. It may still be going on; if it is not, its topic holds a part of the plan.\nWrite --resume to go on with it, or --run NAME for another run.", err)
	case errors.Is(err, runs.ErrFinished):
		return "", usage("%w: another run of a shard needs a name that all of them know.\nWrite --run NAME, or --resume to do what is left, which may be nothing.", err)
	case err != nil:
		return "", destination(fmt.Errorf("the run's manifest cannot be written: %w", err))
	}
	r.place = r.shard.Place(run)
	return run, nil
}

// prepare creates or checks the topics.
func (r *record) prepare(ctx context.Context, p *project, speed schema.Ratio) error {
	r.project, r.began = p, time.Now()
	atSpeed := *p.plan
	atSpeed.Speed = speed
	for _, t := range r.sinks {
		wanted := kafka.Wanted(&atSpeed, t.index, time.Now(), p.plan.Bytes.Largest)
		for i := range wanted {
			wanted[i].Keep = wanted[i].Keep || t.cluster.embedded != nil
		}
		var err error
		if t.topics, err = t.cluster.client.Prepare(ctx, wanted); err != nil {
			return err
		}
	}
	return nil
}

// gone says that a run's topics were deleted since, or made anew.
func (r *record) gone(kept *runs.Run) bool {
	for _, topic := range kept.Topics {
		for _, t := range r.sinks {
			now := stateOf(t.topics, topic.Name)
			if now.Created || now.ID != "" && topic.ID != "" && now.ID != topic.ID {
				return true
			}
		}
	}
	return false
}

// lastRun is the run that wrote the last record of the first partition that has
// any, as far as one record can tell; empty when there is none.
func (t *kafkaTarget) lastRun(ctx context.Context, p *engine.Plan) (string, error) {
	for _, at := range t.partitions(p) {
		if at.End > at.Start {
			s := p.Streams[at.Stream]
			return t.runOf(ctx, s.Topic, s.Partition, at.End-1)
		}
	}
	return "", nil
}

func (t *kafkaTarget) runOf(ctx context.Context, topic string, partition int32, offset int64) (run string, err error) {
	err = t.cluster.client.Read(ctx, topic, partition, offset, offset+1, func(r *readback.Record) error {
		for _, h := range r.Headers {
			if h.Key == engine.HeaderRun {
				run = string(h.Value)
			}
		}
		return nil
	})
	return run, err
}

// manifest is what verify needs to know of the run. Topics are told apart by
// their names alone: no two Kafka sinks share one.
func (r *record) manifest(p *project, run string) runs.Manifest {
	first := r.sinks[0].cluster
	m := runs.Manifest{
		Run: run, Created: time.Now(), Version: version(),
		Scenario: p.plan.Scenario, Digest: p.digest, Seed: p.plan.Seed, Start: *p.plan.Start,
		Sources: p.kept(), Variables: variables(p), Brokers: first.brokers, Embedded: first.embedded != nil,
	}
	if !r.shard.Whole() {
		m.Shard = &r.shard
	}
	for _, t := range r.sinks {
		for _, state := range t.topics {
			topic := runs.Topic{Name: state.Name, ID: state.ID, Base: make([]int64, len(state.Spans))}
			if t.cluster != first {
				topic.Brokers = t.cluster.brokers
			}
			for i := range topic.Base {
				topic.Base[i] = -1
			}
			for _, place := range t.places {
				if s := p.plan.Streams[place.Stream]; s.Topic == state.Name {
					topic.Base[s.Partition] = place.Base
				}
			}
			m.Topics = append(m.Topics, topic)
		}
	}
	return m
}

// end writes how the run ended and where its topics stood then. What other sinks
// came to is no matter of the topics.
func (r *record) end(ctx context.Context, s *engine.Summary) error {
	result := runs.Result{Finished: true, Ended: time.Now(), Aborted: s.Aborted, Expectations: r.shown(s.Expectations)}
	for _, t := range r.sinks {
		for _, stream := range s.Streams {
			if stream.Sink != t.index {
				continue
			}
			result.Finished = result.Finished && stream.Planned == stream.Acked
			result.Acked += stream.Acked
			result.Failed += stream.Failed
			result.Unknown += stream.Unknown
		}
		// A run that was interrupted may still say where it stopped, and a broker
		// that broke down cannot be asked: both leave the ends open.
		ends, err := t.cluster.client.Describe(context.WithoutCancel(ctx), topicNames(t.topics)...)
		if err != nil {
			continue
		}
		t.ends = ends
		for _, e := range ends {
			x := runs.Ends{Name: e.Name}
			for p, span := range e.Spans {
				if !r.shard.Has(int32(p)) {
					span.End = -1
				}
				x.End = append(x.End, span.End)
			}
			result.Topics = append(result.Topics, x)
		}
	}
	r.told = r.part(s, result.Ended)
	if r.finished {
		return nil // it stays as it ended then
	}
	return destination(errors.Join(
		r.store.Keep(r.place, version(), r.told),
		r.store.Finish(r.place, result),
	))
}

// verified keeps what was found of the run. A shard that reads its own part back says
// nothing of the whole.
func (r *record) verified(found *verify.Report) error {
	if !r.shard.Whole() {
		return nil
	}
	return destination(r.store.Verified(r.place, keepsake(found)))
}

// part is what the run tells of its plan. An expectation that may read a sensitive
// value is kept without its constants, and one that holds such a value without its
// source: with other words in it, it would be another one.
func (r *record) part(s *engine.Summary, ended time.Time) engine.Part {
	public := *s
	public.Expectations = r.shown(s.Expectations)
	part := engine.NewPart(r.project.plan, &public, r.began, ended)
	part.Bases = slices.Clone(part.Bases)
	for i := range part.Bases {
		that := &part.Bases[i].That
		if kept, err := json.Marshal(that); err != nil || len(r.project.scenario.Sensitive) > 0 || r.redacted(string(kept)) != string(kept) {
			that.Constants = nil
		}
		if that.Secret || r.redacted(that.Source) != that.Source {
			that.Source = ""
		}
	}
	return part
}

// shown are findings without sensitive values.
func (r *record) shown(findings []engine.Finding) []engine.Finding {
	findings = slices.Clone(findings)
	for i := range findings {
		findings[i].That = r.redacted(findings[i].That)
	}
	return findings
}

func (r *record) redacted(text string) string {
	return string(r.project.files.Redact([]byte(text)))
}
