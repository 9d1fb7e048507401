package main

import (
	"context"
	"sync"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/kafka"
	"github.com/iotsim/iotsim/internal/readback"
	"github.com/iotsim/iotsim/internal/resume"
	"github.com/iotsim/iotsim/internal/runs"
	"github.com/iotsim/iotsim/schema"
)

// A kafkaTarget is the topics of one sink on a cluster, which other sinks may
// share.
type kafkaTarget struct {
	index   int // of the sink
	block   schema.Sink
	cluster *cluster
	shard   runs.Shard

	topics []kafka.TopicState // as they stood before this process wrote
	places []resume.Place     // of the streams that it sends
	ends   []kafka.TopicState // as they stood when the run had ended; nil: nobody knows

	mu   sync.Mutex  // of what others may ask for while the run ends
	sink *kafka.Sink // nil: before the run and after it
	last kafka.Stats // what the sink had felt when the run had ended
}

func (t *kafkaTarget) connect(ctx context.Context) error { return t.cluster.connect(ctx) }
func (t *kafkaTarget) String() string                    { return t.cluster.String() }
func (t *kafkaTarget) far() bool                         { return t.cluster.far() }

func (t *kafkaTarget) open(p *engine.Plan) (engine.Sink, [][]int, error) {
	s, err := t.cluster.client.Sink(p.Streams, t.index, t.topics, t.block)
	if err != nil {
		return nil, nil, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.sink = s
	return s, lanesOf(ownStreams(p, t.index, t.shard)), nil
}

// goOn is after resume: the places are known.
func (t *kafkaTarget) goOn(program *engine.Program) (engine.Sink, [][]int, []int64, error) {
	s, lanes, err := t.open(program.Plan())
	from := make([]int64, len(t.places))
	for i, place := range t.places {
		from[i] = place.Rank
	}
	return s, lanes, from, err
}

// begin notes that all of the streams begin where their partitions end.
func (t *kafkaTarget) begin(p *engine.Plan) {
	t.places = nil
	for _, at := range t.partitions(p) {
		t.places = append(t.places, resume.Place{Stream: at.Stream, Base: at.End})
	}
}

// partitions are the streams that are sent, as their topics hold them.
func (t *kafkaTarget) partitions(p *engine.Plan) []resume.Partition {
	var all []resume.Partition
	for _, i := range ownStreams(p, t.index, t.shard) {
		at := resume.Partition{Stream: i, Base: -1}
		if spans := stateOf(t.topics, p.Streams[i].Topic).Spans; int(p.Streams[i].Partition) < len(spans) {
			span := spans[p.Streams[i].Partition]
			at.Start, at.End = span.Start, span.End
		}
		all = append(all, at)
	}
	return all
}

// Read is readback.Source.
func (t *kafkaTarget) Read(ctx context.Context, s engine.Stream, from, to int64, do func(*readback.Record) error) error {
	return t.cluster.client.Read(ctx, s.Topic, s.Partition, from, to, do)
}

// stats are what the sink felt so far.
func (t *kafkaTarget) stats() kafka.Stats {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.sink == nil {
		return t.last
	}
	return t.sink.Stats()
}

func (t *kafkaTarget) finish() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.last = t.sink.Stats()
	t.sink.Close()
	t.sink = nil
	return nil
}

// close leaves the cluster to whoever made it.
func (t *kafkaTarget) close() error {
	if t.sink != nil {
		t.sink.Close()
	}
	return nil
}

// statsOf sums what sinks felt.
func statsOf(all []*kafkaTarget) kafka.Stats {
	var sum kafka.Stats
	for _, t := range all {
		sum = sum.Plus(t.stats())
	}
	return sum
}

func topicNames(topics []kafka.TopicState) []string {
	var names []string
	for _, t := range topics {
		names = append(names, t.Name)
	}
	return names
}
