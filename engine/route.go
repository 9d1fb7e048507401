package engine

import (
	"cmp"
	"encoding/json"
	"slices"

	"github.com/iotsim/iotsim/schema"
)

// Sinks are where a plan's records go, each on its own. One alone is written as
// an object, as in plans before there could be several: their digests stay.
type Sinks []schema.Sink

// MarshalJSON writes one sink as itself, several as a list.
func (s Sinks) MarshalJSON() ([]byte, error) {
	if len(s) == 1 {
		return json.Marshal(s[0])
	}
	return json.Marshal([]schema.Sink(s))
}

// buffer is the records that all sinks buffer.
func (s Sinks) buffer() int64 {
	n := int64(0)
	for i := range s {
		n += cmp.Or(s[i].BufferRecords, bufferRecords)
	}
	return n
}

// labelsTopic is the topic of labels that have a file of their own.
const labelsTopic = "labels"

// sinksOf are a scenario's sinks and, where labels have a file of their own, that.
func sinksOf(s *schema.Scenario) Sinks {
	if s.Labels == nil || s.Labels.Path == "" {
		return s.Sinks
	}
	first := s.Sinks[0]
	return append(slices.Clone(s.Sinks), schema.Sink{
		Kind: schema.SinkFile, Path: s.Labels.Path, LabelsOnly: true, Topic: labelsTopic,
		Partitions: first.Partitions, Key: first.Key, Headers: first.Headers, Range: s.Labels.Range,
	})
}

// labelsOf is the topic of a sink's labels; false when it has none. Ground truth
// is needed once a cluster: of Kafka sinks the first has it.
func (p *Plan) labelsOf(sink int) (topic string, ok bool) {
	s := &p.Sinks[sink]
	if p.Labels == nil || p.Labels.Path != "" {
		return s.Topic, s.LabelsOnly
	}
	isKafka := func(s schema.Sink) bool { return s.Kind == schema.SinkKafka }
	return p.Labels.Topic, s.Kind != schema.SinkKafka || slices.IndexFunc(p.Sinks, isKafka) == sink
}

// streamsOf lists the streams of all sinks: of each the data, topic by topic,
// then the labels.
func streamsOf(p *Plan, s *schema.Scenario) []Stream {
	var streams []Stream
	add := func(sink int, topic string, labels bool) {
		for i := range p.Sinks[sink].Partitions {
			streams = append(streams, Stream{Sink: sink, Topic: topic, Partition: i, Labels: labels})
		}
	}
	for i := range p.Sinks {
		if !p.Sinks[i].LabelsOnly {
			for _, topic := range s.TopicsOf(&p.Sinks[i]) {
				add(i, topic, false)
			}
		}
		if topic, ok := p.labelsOf(i); ok {
			add(i, topic, true)
		}
	}
	return streams
}

// A route is how one sink spreads the fleet over its streams, and what its
// records have beside their values. A topic's partitions follow each other in
// the plan's streams, and so do a sink's topics.
type route struct {
	data       int // its first stream of data; none: it has labels only
	labels     int // its first stream of labels; none: it has no labels
	partitions int

	topics  int
	topic   []int32   // of each group; nil: there is one for all
	members [][]int32 // groups, by topic; nil: all

	partition []int32    // of each device, data and labels alike
	keys      []template // of each group
	keyIsID   bool
	headers   []ownHeader
}

// none is the index of no stream.
const none = -1

// An ownHeader is a header of the author's own.
type ownHeader struct {
	name   string
	values []template // of each group
}

// newRoute says what a sink's records look like; place says where they go.
func newRoute(p *Plan, sink int) route {
	s := &p.Sinks[sink]
	r := route{data: none, labels: none, partitions: int(s.Partitions), topics: 1, keyIsID: isID(s.Key)}
	r.keys = groupTemplates(p, s.Key)
	for _, h := range s.Headers {
		r.headers = append(r.headers, ownHeader{h.Name, groupTemplates(p, h.Value)})
	}
	for i, stream := range p.Streams {
		switch {
		case stream.Sink != sink:
		case stream.Labels && r.labels == none:
			r.labels = i
		case !stream.Labels && r.data == none:
			r.data = i
		}
	}
	if len(s.Topics.Parts) > 0 {
		r.sort(p, s)
	}
	return r
}

func groupTemplates(p *Plan, pattern schema.Pattern) []template {
	all := make([]template, len(p.Groups))
	for i := range p.Groups {
		g := &p.Groups[i]
		all[i] = newTemplate(pattern, g, p.Models[g.Model].Name)
	}
	return all
}

// sort finds each group's topic, in the order of Scenario.TopicsOf.
func (r *route) sort(p *Plan, s *schema.Sink) {
	index := map[string]int32{}
	for i := range p.Groups {
		g := &p.Groups[i]
		name := s.TopicOf(g, p.Models[g.Model].Name)
		t, ok := index[name]
		if !ok {
			t = int32(len(index))
			index[name] = t
			r.members = append(r.members, nil)
		}
		r.topic = append(r.topic, t)
		r.members[t] = append(r.members[t], int32(i))
	}
	r.topics = len(index)
}

// place finds each device's partition from its key. Routes with the same keys
// and partitions share what they find.
func (p *Program) place() {
	for i := range p.routes {
		r := &p.routes[i]
		like := slices.IndexFunc(p.plan.Sinks[:i], func(s schema.Sink) bool {
			return s.Partitions == p.plan.Sinks[i].Partitions && slices.Equal(s.Key.Parts, p.plan.Sinks[i].Key.Parts)
		})
		if like >= 0 {
			r.partition = p.routes[like].partition
			continue
		}
		r.partition = make([]int32, p.fleet.devices)
		p.fleet.parallel(func(g *group, index int, from, to int64) {
			var key []byte
			for d := from; d < to; d++ {
				key = r.keys[index].append(key[:0], g, d)
				r.partition[d] = partitionOf(key, int32(r.partitions))
			}
		})
	}
}

// stream is where a device's data goes.
func (r *route) stream(group int, device int64) int {
	return r.data + r.topicOf(group)*r.partitions + int(r.partition[device])
}

// label is where a device's labels go.
func (r *route) label(device int64) int { return r.labels + int(r.partition[device]) }

func (r *route) topicOf(group int) int {
	if r.topic == nil {
		return 0
	}
	return int(r.topic[group])
}

// streams are those of data, or of labels.
func (r *route) streams(labels bool) (first, count int) {
	if labels {
		return r.labels, r.partitions
	}
	return r.data, r.topics * r.partitions
}

// visit calls do with the groups that may publish to the streams of a topic;
// labels of all groups share one.
func (r *route) visit(topic int, labels bool, groups int, do func(group int)) {
	if labels || r.members == nil {
		for i := range groups {
			do(i)
		}
		return
	}
	for _, i := range r.members[topic] {
		do(int(i))
	}
}

// appendOwn appends the headers of the author's own to a batch.
func (r *route) appendOwn(b *Batch, g *group, index int32, device int64) {
	for i := range r.headers {
		h := &r.headers[i]
		start := len(b.buffer)
		b.buffer = h.values[index].append(b.buffer, g, device)
		b.header(h.name, start)
	}
}
