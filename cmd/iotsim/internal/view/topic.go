package view

import (
	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/schema"
)

// A Topic is what a plan publishes to one topic, and how it spreads.
type Topic struct {
	Sink       int // index in Plan.Sinks
	Name       string
	Labels     bool
	Partitions int
	engine.Count
	Streams  []int // indexes in Plan.Streams
	Min, Max int64 // records of one partition
	Fullest  int32 // the partition that holds Max
}

// Mean is the records of a partition on average.
func (t *Topic) Mean() float64 { return float64(t.Published) / float64(t.Partitions) }

// Crowding is how many times the mean the fullest partition holds.
func (t *Topic) Crowding() float64 { return float64(t.Max) / max(t.Mean(), 1/float64(t.Partitions)) }

// Topics are the topics of a plan, in its order.
func Topics(p *engine.Plan) []Topic {
	var topics []Topic
	type name struct {
		sink  int
		topic string
	}
	index := map[name]int{}
	for i, s := range p.Streams {
		k, ok := index[name{s.Sink, s.Topic}]
		if !ok {
			k = len(topics)
			index[name{s.Sink, s.Topic}] = k
			topics = append(topics, Topic{Sink: s.Sink, Name: s.Topic, Labels: s.Labels, Min: p.Counts[i].Published})
		}
		topics[k].add(i, s, p.Counts[i].Count)
	}
	return topics
}

// name tells the topics of several sinks apart: what is no topic of Kafka's has
// its destination beside it.
func (t *Topic) name(p *engine.Plan) string {
	return streamTopic(p, engine.Stream{Sink: t.Sink, Topic: t.Name})
}

func streamTopic(p *engine.Plan, s engine.Stream) string {
	if sink := &p.Sinks[s.Sink]; len(p.Sinks) > 1 && sink.Kind != schema.SinkKafka {
		return s.Topic + " → " + sink.Name()
	}
	return s.Topic
}

func (t *Topic) add(stream int, s engine.Stream, c engine.Count) {
	t.Partitions++
	t.Streams = append(t.Streams, stream)
	t.Planned += c.Planned
	t.Published += c.Published
	t.Dropped += c.Dropped
	t.Duplicated += c.Duplicated
	t.Min = min(t.Min, c.Published)
	if c.Published > t.Max {
		t.Max, t.Fullest = c.Published, s.Partition
	}
}
