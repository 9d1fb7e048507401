package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"time"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/kafka"
	"github.com/iotsim/iotsim/internal/runs"
	"github.com/iotsim/iotsim/schema"
)

// A kafkaTarget is a cluster, or the embedded broker when none is named.
type kafkaTarget struct {
	brokers  []string
	embedded *kafka.Embedded // nil: somebody else's brokers
	block    schema.Sink
	store    *runs.Store

	client *kafka.Client
	topics []kafka.TopicState // as they stood before the first record
	sink   *kafka.Sink
	run    string
	ends   []kafka.TopicState // as they stood when the run had ended
	last   kafka.Stats        // what the sink had felt when the run had ended
}

// newKafkaTarget takes brokers from flags, else from the environment, else from
// the scenario.
func newKafkaTarget(f applyFlags, block schema.Sink) *kafkaTarget {
	return &kafkaTarget{brokers: brokersOf(f.brokers, block), block: block, store: runs.Open(".")}
}

func (t *kafkaTarget) connect(ctx context.Context) (err error) {
	if len(t.brokers) == 0 {
		t.embedded, err = kafka.StartEmbedded(kafka.EmbeddedOptions{Partitions: int(t.block.Partitions)})
		if err != nil {
			return err
		}
		t.brokers = []string{t.embedded.Addr()}
	}
	t.client, err = kafka.Connect(ctx, kafka.Options{Brokers: t.brokers})
	return err
}

func (t *kafkaTarget) String() string {
	if t.embedded != nil {
		return "the embedded broker at " + t.embedded.Addr() + " (no brokers are named; it ends with the run)"
	}
	return strings.Join(t.brokers, ", ")
}

// far is true when a broker has a name or address of another machine.
func (t *kafkaTarget) far() bool {
	return t.embedded == nil && slices.ContainsFunc(t.brokers, func(b string) bool {
		host, _, err := net.SplitHostPort(b)
		ip := net.ParseIP(host)
		return err != nil || host != "localhost" && (ip == nil || !ip.IsLoopback())
	})
}

// prepare creates or checks the topics and writes the manifest: from then on it
// is known where the run's records begin.
func (t *kafkaTarget) prepare(ctx context.Context, p *project, speed schema.Ratio, name string) (string, error) {
	atSpeed := *p.plan
	atSpeed.Speed = speed
	wanted := kafka.Wanted(&atSpeed, time.Now(), p.plan.Bytes.Largest)
	for i := range wanted {
		wanted[i].Keep = t.embedded != nil
	}
	var err error
	if t.topics, err = t.client.Prepare(ctx, wanted); err != nil {
		return "", err
	}
	last, err := t.lastRun(ctx)
	if err != nil {
		return "", err
	}
	naming := runs.Naming{Taken: func(run string) bool { return run == last }, Gone: t.gone}
	t.run, err = t.store.Create(name, naming, func(run string) runs.Manifest { return t.manifest(p, run) })
	if errors.Is(err, runs.ErrUnfinished) {
		return "", usage("%w. It may still be going on; if it is not, its topic holds a part of the plan.\nWrite --run NAME for another run, and use another topic or delete this one.", err)
	}
	if err != nil {
		return "", destination(fmt.Errorf("the run's manifest cannot be written: %w", err))
	}
	return t.run, nil
}

// gone says that a run's topics were deleted since, or made anew.
func (t *kafkaTarget) gone(r *runs.Run) bool {
	for _, topic := range r.Topics {
		now := stateOf(t.topics, topic.Name)
		if now.Created || now.ID != "" && topic.ID != "" && now.ID != topic.ID {
			return true
		}
	}
	return false
}

// lastRun is the run that wrote the last record of the first topic, as far as
// one record can tell; empty when there is none.
func (t *kafkaTarget) lastRun(ctx context.Context) (string, error) {
	for _, topic := range t.topics {
		for partition, span := range topic.Spans {
			if span.End > span.Start {
				return t.runOf(ctx, topic.Name, int32(partition), span.End-1)
			}
		}
	}
	return "", nil
}

func (t *kafkaTarget) runOf(ctx context.Context, topic string, partition int32, offset int64) (run string, err error) {
	err = t.client.Read(ctx, topic, partition, offset, offset+1, func(r *kafka.Record) error {
		for _, h := range r.Headers {
			if h.Key == engine.HeaderRun {
				run = string(h.Value)
			}
		}
		return nil
	})
	return run, err
}

func (t *kafkaTarget) open(p *engine.Plan) (engine.Sink, [][]int, error) {
	s, err := t.client.Sink(p.Streams, t.topics, t.block)
	if err != nil {
		return nil, nil, err
	}
	t.sink = s
	return s, nil, nil
}

// stats are what the sink felt so far.
func (t *kafkaTarget) stats() kafka.Stats {
	if t == nil || t.sink == nil {
		return kafka.Stats{}
	}
	return t.sink.Stats()
}

// finish writes how the run ended and where its topics stood then.
func (t *kafkaTarget) finish(ctx context.Context, s *engine.Summary) error {
	t.last = t.sink.Stats()
	t.sink.Close()
	t.sink = nil
	result := runs.Result{Finished: s.Data.Planned == s.Data.Acked, Ended: time.Now(),
		Acked: s.Data.Acked, Failed: s.Data.Failed, Unknown: s.Data.Unknown}
	if l := s.Labels; l != nil {
		result.Finished = result.Finished && l.Planned == l.Acked
		result.Acked, result.Failed, result.Unknown = result.Acked+l.Acked, result.Failed+l.Failed, result.Unknown+l.Unknown
	}
	// A run that was interrupted may still say where it stopped, and a broker
	// that broke down cannot be asked: both leave the ends open.
	ends, err := t.client.Describe(context.WithoutCancel(ctx), topicNames(t.topics)...)
	if err == nil {
		t.ends = ends
		for _, e := range ends {
			x := runs.Ends{Name: e.Name}
			for _, span := range e.Spans {
				x.End = append(x.End, span.End)
			}
			result.Topics = append(result.Topics, x)
		}
	}
	return destination(t.store.Finish(t.run, result))
}

func (t *kafkaTarget) close() error {
	if t.sink != nil {
		t.sink.Close()
	}
	if t.client != nil {
		t.client.Close()
	}
	if t.embedded != nil {
		return t.embedded.Close()
	}
	return nil
}

// manifest is what verify needs to know of the run.
func (t *kafkaTarget) manifest(p *project, run string) runs.Manifest {
	m := runs.Manifest{
		Run: run, Created: time.Now(), Version: version(),
		Scenario: p.plan.Scenario, Digest: p.digest, Seed: p.plan.Seed, Start: *p.plan.Start,
		Variables: variables(p), Brokers: t.brokers, Embedded: t.embedded != nil,
	}
	for _, s := range p.sources {
		m.Sources = append(m.Sources, runs.Source{Name: s.Name, Text: string(s.Text), Variables: s.Variables, Series: s.Series})
	}
	for _, state := range t.topics {
		topic := runs.Topic{Name: state.Name, ID: state.ID}
		for _, span := range state.Spans {
			topic.Base = append(topic.Base, span.End)
		}
		m.Topics = append(m.Topics, topic)
	}
	return m
}

func topicNames(topics []kafka.TopicState) []string {
	var names []string
	for _, t := range topics {
		names = append(names, t.Name)
	}
	return names
}
