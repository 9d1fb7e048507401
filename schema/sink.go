package schema

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// compressions are Kafka's, by the name that the broker's settings use.
var compressions = []string{"none", "gzip", "snappy", "lz4", "zstd"}

// defaultCompression of a Kafka sink costs a third of what it saves in writing.
const defaultCompression = "lz4"

// fileCompressions are those of a file.
var fileCompressions = []string{"none", "gzip", "zstd"}

// levels are how hard a codec may try, from 1 on; others know no levels.
var levels = map[string]int64{"gzip": 9, "lz4": 9, "zstd": 22}

// level reads compression_level: 0 is the codec's own.
func (b *body) level(codec string) int {
	if _, known := b.value("compression"); !b.has("compression_level") || b.has("compression") && !known {
		return 0
	}
	most, ok := levels[codec]
	if !ok {
		b.refuse("compression_level", "Compression has no levels", "Only gzip, lz4 and zstd can try harder, and the compression here is %s. Leave compression_level out.", cmp.Or(codec, "none"))
		return 0
	}
	n, _ := b.whole("compression_level", 1, most)
	return int(n)
}

// defaultSink is what a scenario without a sink block has.
func defaultSink(at hcl.Range) Sink {
	return Sink{
		Kind:        SinkKafka,
		Topic:       "iotsim",
		Partitions:  12,
		Replication: -1,
		Key:         Pattern{Parts: []PatternPart{{Field: "id"}}, Range: at},
		Compression: defaultCompression,
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
	if len(d.scenario.Sinks) == maxSinks {
		d.errorf(b.head, "Too many sinks", "A scenario has at most %d sinks: each record goes to all of them.", maxSinks)
	}
	s := defaultSink(b.head)
	s.Kind, s.Compression = SinkKind(b.kind.Name), ""
	b.stream(&s)
	switch s.Kind {
	case SinkKafka:
		b.kafka(&s)
	case SinkFile:
		b.file(&s)
	case SinkStdout:
		s.Records, _ = b.boolean("records")
	}
	d.scenario.Sinks = append(d.scenario.Sinks, s)
}

// stream reads what every sink has.
func (b *body) stream(s *Sink) {
	if b.has("topic") {
		s.TopicRange = b.rangeOf("topic")
		b.topic(s)
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
	s.Headers = b.headers()
}

// ownHeaders begin the names of iotsim's own.
const ownHeaders = "iotsim-"

// headers reads headers of the author's own, sorted by name: an object has no
// order of its own.
func (b *body) headers() []SinkHeader {
	texts, _ := b.textMap("headers")
	if len(texts) > maxHeaders {
		b.refuse("headers", "Too many headers", "A record has at most %d headers of the author's own; these are %d.", maxHeaders, len(texts))
		return nil
	}
	var headers []SinkHeader
	for _, name := range slices.Sorted(maps.Keys(texts)) {
		switch {
		case name == "" || len(name) > maxNameBytes:
			b.refuse("headers", "Invalid header name", "The name of a header has 1 to %d bytes; this one has %d.", maxNameBytes, len(name))
		case strings.HasPrefix(name, ownHeaders):
			b.refuse("headers", "Invalid header name", "Names that begin with %s belong to iotsim itself: %q is what tells records apart. Write another name.", ownHeaders, name)
		}
		at, written := b.entry("headers", name)
		if value, ok := b.d.patternOf(texts[name], deviceFields, at, written); ok {
			headers = append(headers, SinkHeader{name, value})
		}
	}
	return headers
}

// entry is where an object's value stands, and how to find its characters; the
// whole argument, where the object is not written out.
func (b *body) entry(name, key string) (hcl.Range, func() (*literal, bool)) {
	object, _ := b.args[name].Expr.(*hclsyntax.ObjectConsExpr)
	if object == nil {
		return b.rangeOf(name), func() (*literal, bool) { return nil, false }
	}
	for _, item := range object.Items {
		if hcl.ExprAsKeyword(item.KeyExpr) == key || literalKey(item.KeyExpr) == key {
			return item.ValueExpr.Range(), func() (*literal, bool) { return literalOf(b.d.files, item.ValueExpr) }
		}
	}
	return b.rangeOf(name), func() (*literal, bool) { return nil, false }
}

// literalKey is a key that is written in quotes, "" when it is computed.
func literalKey(e hclsyntax.Expression) string {
	v, diags := e.Value(nil)
	if diags.HasErrors() || v.Type() != cty.String || !usable(v) {
		return ""
	}
	return v.AsString()
}

// checkFields refuses fields of levels that some devices' places lack: what is
// made of them would be shorter, or empty, without a word.
func (d *decoder) checkFields(p Pattern, instead string) bool {
	for _, part := range p.Parts {
		for i := range d.scenario.Groups {
			if g := &d.scenario.Groups[i]; !g.knows(part.Field) {
				d.errorf(p.Range, "Unknown pattern field",
					"The devices %q are in no %s, so {%s} is not known of them. Write %s.", g.address(), part.Field, part.Field, instead)
				return false
			}
		}
	}
	return true
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

// formats are those of messages that the language has words for. The first is written.
var formats = []string{"json", "avro", "protobuf"}

// kafka reads what only Kafka has.
func (b *body) kafka(s *Sink) {
	s.Brokers = b.brokers()
	if n, ok := b.whole("replication", 1, math.MaxInt16); ok {
		s.Replication = int16(n)
	}
	if c, ok := b.choice("compression", compressions); ok {
		s.Compression = c
	} else {
		s.Compression = defaultCompression
	}
	s.CompressionLevel = b.level(s.Compression)
	if f, ok := b.choice("format", formats); ok && f != formats[0] {
		b.refuse("format", "Not supported yet", "Messages are JSON; the language keeps the word %s, and nothing writes it. Write \"json\", or leave format out.", f)
	}
	if n, ok := b.whole("clients", 1, maxClients); ok {
		s.Clients = int(n)
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
	if !b.public("brokers") {
		return nil
	}
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

// file reads what only files have.
func (b *body) file(s *Sink) {
	s.Path = b.path("partition", "topic")
	s.Records, _ = b.boolean("records")
	if c, ok := b.choice("compression", fileCompressions); ok && c != "none" {
		s.Compression = c
	}
	s.CompressionLevel = b.level(s.Compression)
}

// path reads the name of a file, or of several by their fields.
func (b *body) path(fields ...string) string {
	path, ok := b.text("path")
	if !ok {
		return ""
	}
	if path == "" {
		b.refuse("path", "Empty path", "A path names a file.")
		return ""
	}
	b.d.patternOf(path, fields, b.rangeOf("path"), b.literal(b.args["path"]))
	return path
}

// sinkFlags are what --sink takes.
const sinkFlags = "write kafka, stdout, file:PATH, records:PATH or null"

// overrideSinks applies --sink: one sink instead of all. It keeps what the first
// one says of topic, partitions, key and headers, so that the records stay what
// they are; kafka is the first Kafka sink, when there is one.
func (d *decoder) overrideSinks() {
	if d.opts.Sink == "" || len(d.scenario.Sinks) == 0 {
		return
	}
	kind, path, _ := strings.Cut(d.opts.Sink, ":")
	s := d.scenario.Sinks[0]
	for _, other := range d.scenario.Sinks {
		if kind == string(SinkKafka) && other.Kind == SinkKafka {
			s = other
			break
		}
	}
	if s.Kind != SinkKind(kind) {
		first := s
		s = defaultSink(first.Range)
		s.Topic, s.Topics, s.TopicRange = first.Topic, first.Topics, first.TopicRange
		s.Partitions, s.Key, s.Headers = first.Partitions, first.Key, first.Headers
	}
	if kind != string(SinkKafka) {
		s.Compression, s.CompressionLevel = "", 0
	}
	s.Kind, s.Path, s.Records = SinkKind(kind), path, false
	switch {
	case kind == "records" && path != "":
		s.Kind, s.Records = SinkFile, true
	case s.Kind == SinkFile && path != "", path == "" && (s.Kind == SinkKafka || s.Kind == SinkStdout || s.Kind == SinkNull):
	default:
		d.errorf(d.outside("<--sink>", d.opts.Sink).at, "Unknown sink", "%q is none: %s.", clip(d.opts.Sink), sinkFlags)
	}
	if s.Kind == SinkFile {
		d.patternOf(path, []string{"partition", "topic"}, d.outside("<--sink>", d.opts.Sink).at, func() (*literal, bool) { return nil, false })
	}
	d.scenario.Sinks = []Sink{s}
}
