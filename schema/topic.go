package schema

import (
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
)

// topicFields are those that are the same for all devices of a block; the others
// would make a topic for each device.
var topicFields = []string{"building", "floor", "room", "devices", "model"}

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

// topic reads the name of a sink's topic, or the pattern of several.
func (b *body) topic(s *Sink) {
	p, ok := b.pattern("topic", deviceFields)
	if !b.public("topic") || !ok {
		return
	}
	for _, part := range p.Parts {
		if part.Field != "" && !slices.Contains(topicFields, part.Field) {
			b.refuse("topic", "Topic for each device",
				"{%s} differs from device to device, and a topic for each is more than a cluster bears: the key tells devices apart. A topic may have %s.", part.Field, braced(topicFields))
			return
		}
	}
	if slices.ContainsFunc(p.Parts, func(part PatternPart) bool { return part.Field != "" }) {
		text, _ := p.MarshalText() // never fails
		s.Topic, s.Topics = string(text), p
		return
	}
	if problem := topicProblem(p.constant()); problem != "" {
		b.refuse("topic", "Invalid topic name", "%s", problem)
		return
	}
	s.Topic = p.constant()
}

func braced(fields []string) string {
	all := make([]string, len(fields))
	for i, f := range fields {
		all[i] = "{" + f + "}"
	}
	return list(all, "and")
}

// Name is where a sink writes, in a word or two.
func (s *Sink) Name() string {
	switch s.Kind {
	case SinkKafka:
		return "kafka " + s.Topic
	case SinkFile:
		return s.Path
	}
	return string(s.Kind)
}

// TopicOf is the topic that the devices of a group of a model publish to.
func (s *Sink) TopicOf(g *Group, model string) string {
	if len(s.Topics.Parts) == 0 {
		return s.Topic
	}
	return s.Topics.fold(func(part PatternPart) (string, bool) { return g.field(part, model), true }).constant()
}

// field is the value of a field that all devices of a group share.
func (g *Group) field(part PatternPart, model string) string {
	switch part.Field {
	case "building":
		return g.Building
	case "floor":
		if g.Floor == nil {
			return "" // of no group, by checkFields
		}
		return padded(*g.Floor, part.Width)
	case "room":
		return g.Room
	case "devices":
		return g.Label
	}
	return model
}

// TopicsOf are the topics of a sink, in the order in which groups first publish
// to them.
func (s *Scenario) TopicsOf(sink *Sink) []string {
	if len(sink.Topics.Parts) == 0 {
		return []string{sink.Topic}
	}
	var topics []string
	seen := map[string]bool{}
	for i := range s.Groups {
		g := &s.Groups[i]
		if t := sink.TopicOf(g, s.Models[g.Model].Name); !seen[t] {
			seen[t] = true
			topics = append(topics, t)
		}
	}
	return topics
}

// checkSinks looks at what sinks make of the fleet, and at each other.
func (d *decoder) checkSinks() {
	c := claims{decoder: d, topics: map[string]hcl.Range{}, files: map[string]hcl.Range{}}
	streams := int64(0)
	for i := range d.scenario.Sinks {
		s := &d.scenario.Sinks[i]
		d.checkFields(s.Key, `"{id}", or a field that all devices have`)
		for _, h := range s.Headers {
			d.checkFields(h.Value, "a field that all devices have")
		}
		if !d.checkFields(s.Topics, "a field that all devices have") {
			continue
		}
		topics := d.scenario.TopicsOf(s)
		if !d.checkTopics(s, topics) {
			continue
		}
		streams += int64(len(topics)) * int64(s.Partitions)
		c.sink(s, topics)
	}
	if streams > maxStreams {
		d.errorf(d.scenario.Sinks[len(d.scenario.Sinks)-1].TopicRange, "Too many partitions",
			"All topics of all sinks come to %s partitions; the most is %s. Lower partitions, or write fewer topics.", grouped(streams), grouped(maxStreams))
	}
	c.labels()
}

// checkTopics holds the names that a pattern makes against Kafka's rules.
func (d *decoder) checkTopics(s *Sink, topics []string) bool {
	if len(topics) > maxTopics {
		d.errorf(s.TopicRange, "Too many topics",
			"The pattern makes %s topics of this fleet; the most is %s. Leave a field out: the key tells devices apart within a topic.", grouped(int64(len(topics))), grouped(maxTopics))
		return false
	}
	for _, t := range topics {
		if problem := topicProblem(t); problem != "" {
			d.errorf(s.TopicRange, "Invalid topic name", "The pattern makes the topic %q. %s", clip(t), problem)
			return false
		}
	}
	return true
}

// claims are what sinks write to: of each destination one alone is the writer.
type claims struct {
	*decoder
	topics map[string]hcl.Range // of Kafka sinks
	data   map[string]bool      // topics of all sinks
	files  map[string]hcl.Range
	stdout *hcl.Range
}

// sink claims what a sink writes to.
func (c *claims) sink(s *Sink, topics []string) {
	if c.data == nil {
		c.data = map[string]bool{}
	}
	for _, t := range topics {
		c.data[t] = true
		if first, taken := c.topics[t]; taken && s.Kind == SinkKafka {
			c.errorf(s.TopicRange, "Topic used twice",
				"The sink at %s writes to %q already. Offsets tell where a record of a run lies, so a topic has one writer.", where(first), t)
			break
		}
		if s.Kind == SinkKafka {
			c.topics[t] = s.Range
		}
	}
	switch s.Kind {
	case SinkFile:
		c.file(s.Path, s.Range)
		if c.scenario.Labels != nil && c.scenario.Labels.Topic != "" && !s.Records {
			c.file(LabelsPath(s.Path), s.Range)
		}
	case SinkStdout:
		if c.stdout != nil {
			c.errorf(s.Range, "Standard output used twice", "The sink at %s writes to it already: nobody could tell their lines apart.", where(*c.stdout))
		}
		c.stdout = &s.Range
	}
}

// file claims a path as it is written: files that are one under two names are
// found when they are opened.
func (c *claims) file(name string, at hcl.Range) {
	clean := path.Clean(name)
	if first, taken := c.files[clean]; taken {
		c.errorf(at, "Path used twice", "%q is written by %s already. Name another file.", clip(name), where(first))
		return
	}
	c.files[clean] = at
}

// labels claims what labels are written to.
func (c *claims) labels() {
	l := c.scenario.Labels
	switch {
	case l == nil:
	case l.Path != "":
		c.file(l.Path, l.Range)
	case c.data[l.Topic]:
		c.errorf(l.Range, "Topic used twice", "Labels need a topic of their own; %q holds the data.", l.Topic)
	}
}

// LabelsPath is the file of labels beside a file of data: NAME.labels.EXT, where
// what names the compression is a part of EXT.
func LabelsPath(name string) string {
	ext := filepath.Ext(name)
	if ext == ".gz" || ext == ".zst" {
		ext = filepath.Ext(strings.TrimSuffix(name, ext)) + ext
	}
	return strings.TrimSuffix(name, ext) + ".labels" + ext
}

// labels takes the labels block.
func (d *decoder) labels(b *body) {
	l := &Labels{Range: b.head}
	b.exclusive("topic", "path")
	if !b.has("topic") && !b.has("path") && !b.damaged && !b.meant["path"] {
		d.errorf(b.head, "Missing argument", "labels needs a topic or a path, where the ground truth goes: write labels { topic = \"plant.labels\" }, or path = \"labels.ndjson\".")
	}
	if topic, ok := b.text("topic"); ok && b.public("topic") {
		l.Topic, l.Range = topic, b.rangeOf("topic")
		if problem := topicProblem(topic); problem != "" {
			b.refuse("topic", "Invalid topic name", "%s", problem)
		}
	}
	if b.has("path") {
		l.Path, l.Range = b.path("partition"), b.rangeOf("path")
	}
	d.scenario.Labels = l
}
