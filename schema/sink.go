package schema

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// compressions are Kafka's, by the name that the broker's settings use.
var compressions = []string{"none", "gzip", "snappy", "lz4", "zstd"}

// defaultSink is what a scenario without a sink block has.
func defaultSink(at hcl.Range) Sink {
	return Sink{
		Kind:        SinkKafka,
		Topic:       "iotsim",
		Partitions:  12,
		Replication: -1,
		Key:         Pattern{Parts: []PatternPart{{Field: "id"}}, Range: at},
		Compression: "lz4",
		Range:       at,
		TopicRange:  at,
	}
}

// sink takes a sink block; its kind says what stands in it.
func (d *decoder) sink(block *hclsyntax.Block) {
	b, ok := d.kindBody(block, sinkType, sinkTypes)
	if !ok {
		return
	}
	if len(d.scenario.Sinks) > 0 {
		d.errorf(b.head, "Not supported yet",
			"Several sinks are part of the language but do not run yet; the first is at %s.", where(d.scenario.Sinks[0].Range))
		return
	}
	s := defaultSink(b.head)
	s.Kind = SinkKind(b.kind.Name)
	b.stream(&s)
	switch s.Kind {
	case SinkKafka:
		b.kafka(&s)
	case SinkFile:
		s.Path = b.path()
		s.Records, _ = b.boolean("records")
	case SinkStdout:
		s.Records, _ = b.boolean("records")
	}
	d.scenario.Sinks = append(d.scenario.Sinks, s)
}

// stream reads what every sink has.
func (b *body) stream(s *Sink) {
	if b.has("topic") {
		s.TopicRange = b.rangeOf("topic")
		if topic, ok := b.topic(); ok {
			s.Topic = topic
		}
	}
	if n, ok := b.whole("partitions", 1, maxPartitions); ok {
		s.Partitions = int32(n)
	}
	if key, ok := b.pattern("key", deviceFields); ok {
		if len(key.Parts) == 0 {
			b.refuse("key", "Empty key", "A key has at least one character: it decides the partition. Write \"{id}\".")
		}
		s.Key = key
	}
}

// checkKey refuses fields of levels that some devices' places lack: their keys
// would be shorter, or empty, without a word.
func (d *decoder) checkKey(key Pattern) {
	for _, part := range key.Parts {
		for i := range d.scenario.Groups {
			if g := &d.scenario.Groups[i]; !g.knows(part.Field) {
				d.errorf(key.Range, "Unknown pattern field",
					"The devices %q are in no %s, so {%s} is not known of them. Write \"{id}\", or a field that all devices have.", g.address(), part.Field, part.Field)
				return
			}
		}
	}
}

// knows says that a field of a pattern has a value for the group's devices.
func (g *Group) knows(field string) bool {
	switch field {
	case "building":
		return g.HasBuilding
	case "floor":
		return g.Floor != nil
	case "room":
		return g.HasRoom
	}
	return true
}

// kafka reads what only Kafka has.
func (b *body) kafka(s *Sink) {
	s.Brokers = b.brokers()
	if n, ok := b.whole("replication", 1, math.MaxInt16); ok {
		s.Replication = int16(n)
	}
	if c, ok := b.choice("compression", compressions); ok {
		s.Compression = c
	}
	s.Linger, _ = b.duration("linger", 0)
	if s.Linger > time.Minute {
		b.refuse("linger", "Duration too long",
			"A batch lingers at most 1m; this is %s. Milliseconds are usual: \"5ms\".", durationText(s.Linger))
	}
	s.BatchBytes, _ = b.whole("batch_bytes", 1<<10, 1<<30)
	s.BufferRecords, _ = b.whole("buffer_records", 1, 100_000_000)
	s.BufferBytes, _ = b.whole("buffer_bytes", 1<<10, 1<<40)
	s.Config, _ = b.textMap("config")
}

// brokers reads HOST:PORT of each; the port may be left out.
func (b *body) brokers() []string {
	brokers, _ := b.texts("brokers")
	for _, text := range brokers {
		if problem := brokerProblem(text); problem != "" {
			b.refuse("brokers", "Invalid broker",
				"%q %s. Write HOST:PORT, such as \"localhost:9092\".", clip(text), problem)
		}
	}
	return brokers
}

func brokerProblem(text string) string {
	if strings.Contains(text, "://") {
		return "is a URL"
	}
	host := text
	if i := strings.LastIndexByte(text, ':'); i >= 0 && !strings.HasSuffix(text, "]") {
		host = text[:i]
		if n, err := strconv.ParseUint(text[i+1:], 10, 16); err != nil || n == 0 {
			return "has no port between 1 and 65535"
		}
	}
	bracketed := strings.HasPrefix(host, "[") && strings.HasSuffix(host, "]")
	if host == "" || strings.ContainsAny(host, " \t,/") || strings.Contains(host, ":") && !bracketed {
		return "names no host"
	}
	return ""
}

func (b *body) path() string {
	path, ok := b.text("path")
	if !ok {
		return ""
	}
	if path == "" {
		b.refuse("path", "Empty path", "A path names a file.")
		return ""
	}
	b.d.patternOf(path, []string{"partition"}, b.rangeOf("path"), b.literal(b.args["path"]))
	return path
}

// topic reads the name of a topic by Kafka's rules.
func (b *body) topic() (string, bool) {
	topic, ok := b.text("topic")
	if !ok {
		return "", false
	}
	if strings.ContainsAny(topic, "{}") {
		b.refuse("topic", "Not supported yet",
			"Topics with fields are part of the language but do not run yet. Write one name for all devices.")
		return "", false
	}
	if problem := topicProblem(topic); problem != "" {
		b.refuse("topic", "Invalid topic name", "%s", problem)
		return "", false
	}
	return topic, true
}

// topicLetters are those that Kafka takes.
const topicLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-"

// maxTopicBytes is Kafka's: names become folders, with a partition number behind.
const maxTopicBytes = 249

// topicProblem says what Kafka (or we) would refuse in a name.
func topicProblem(topic string) string {
	switch {
	case topic == "":
		return "A topic has a name."
	case topic == "." || topic == "..":
		return fmt.Sprintf("Kafka refuses the name %q.", topic)
	case len(topic) > maxTopicBytes:
		return fmt.Sprintf("A topic's name has at most %d characters; this one has %d.", maxTopicBytes, len(topic))
	case strings.HasPrefix(topic, "__"):
		return "Names that begin with __ belong to Kafka itself."
	}
	for _, r := range topic {
		if !strings.ContainsRune(topicLetters, r) {
			return fmt.Sprintf("Kafka takes letters without accents, digits, and . _ - in a topic's name; %q has %q.", clip(topic), r)
		}
	}
	return ""
}

// labels takes the labels block.
func (d *decoder) labels(b *body) {
	l := &Labels{Range: b.head}
	l.Topic, _ = b.topic()
	if len(d.scenario.Sinks) > 0 && l.Topic == d.scenario.Sinks[0].Topic && l.Topic != "" {
		b.refuse("topic", "Topic used twice", "Labels need a topic of their own; %q holds the data.", l.Topic)
	}
	d.scenario.Labels = l
}
