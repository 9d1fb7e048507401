package main

import (
	"context"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/kafka"
	"github.com/iotsim/iotsim/schema"
)

// A kafkaTarget is the topics of one sink on a cluster, which other sinks may
// share.
type kafkaTarget struct {
	index   int // of the sink
	block   schema.Sink
	cluster *cluster

	topics []kafka.TopicState // as they stood before the first record
	sink   *kafka.Sink
	ends   []kafka.TopicState // as they stood when the run had ended; nil: nobody knows
	last   kafka.Stats        // what the sink had felt when the run had ended
}

func (t *kafkaTarget) connect(ctx context.Context) error { return t.cluster.connect(ctx) }
func (t *kafkaTarget) String() string                    { return t.cluster.String() }
func (t *kafkaTarget) far() bool                         { return t.cluster.far() }

func (t *kafkaTarget) open(p *engine.Plan) (engine.Sink, [][]int, error) {
	s, err := t.cluster.client.Sink(p.Streams, t.index, t.topics, t.block)
	if err != nil {
		return nil, nil, err
	}
	t.sink = s
	return s, eachStream(p, t.index), nil
}

// stats are what the sink felt so far.
func (t *kafkaTarget) stats() kafka.Stats {
	if t.sink == nil {
		return t.last
	}
	return t.sink.Stats()
}

func (t *kafkaTarget) finish() error {
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
