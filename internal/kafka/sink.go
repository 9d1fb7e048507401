package kafka

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/schema"
	"github.com/klauspost/compress/zstd"
	"github.com/twmb/franz-go/pkg/kgo"
)

// What a sink block leaves out.
const (
	// DefaultLinger collects records for a batch. Measured: 2 to 5 ms cost a
	// paced run nothing, and none at all doubles its CPU.
	DefaultLinger = 5 * time.Millisecond

	// DefaultBatchBytes is the client's and Kafka's own: 1 MiB less overheads.
	DefaultBatchBytes = 1_000_012

	// DefaultBufferRecords covers 100,000 records a second over a round trip of
	// a hundred milliseconds, five times over.
	DefaultBufferRecords = 50_000

	// DefaultBufferBytes bounds keys, values and headers of what is buffered.
	DefaultBufferBytes = 64 << 20
)

// A Sink writes batches to Kafka. It implements engine.Sink.
//
// Acks come in the order of a partition, so a batch is resolved once, when its
// last record is. After a Flush that did not finish, or an error of Write, the
// sink takes no more.
type Sink struct {
	clients []*kgo.Client // each with its share of the streams
	meter   *meter
	gate    *gate
	streams []stream // of the plan
	flying  sync.WaitGroup

	mu      sync.Mutex
	leaders []int32 // of streams, as last seen
	moves   int64
}

var _ engine.Sink = (*Sink)(nil)

// Sink opens producers for those streams of a plan that are of one sink, by its
// index. Prepare or Describe has just looked at their topics: their end offsets
// are where the first records must land. Arguments that the block leaves at zero
// have the defaults above.
func (c *Client) Sink(streams []engine.Stream, sink int, topics []TopicState, block schema.Sink) (*Sink, error) {
	s := &Sink{
		meter:   &meter{log: c.options.Logger},
		gate:    newGate(or(block.BufferRecords, DefaultBufferRecords), or(block.BufferBytes, DefaultBufferBytes)),
		streams: make([]stream, len(streams)),
		leaders: make([]int32, len(streams)),
	}
	opts, err := producerOptions(block, topics)
	if err != nil {
		return nil, err
	}
	for i := range max(1, block.Clients) {
		client, err := c.open(s.meter, c.told(sink, i, opts)...)
		if err != nil {
			s.Close()
			return nil, err
		}
		s.clients = append(s.clients, client)
	}
	if err := s.assign(streams, sink, topics); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// told adds who else is told of a client.
func (c *Client) told(sink, client int, opts []kgo.Opt) []kgo.Opt {
	if c.options.Producer == nil {
		return opts
	}
	return append(slices.Clip(opts), kgo.WithHooks(c.options.Producer(sink, client)))
}

// assign spreads the streams over the clients. A stream stays with its client:
// that keeps its order.
func (s *Sink) assign(streams []engine.Stream, sink int, topics []TopicState) error {
	n := 0
	for i, st := range streams {
		if st.Sink != sink {
			continue
		}
		t := find(topics, st)
		if t == nil {
			return unfit("Topic has too few partitions", "%s has no partition %d.", st.Topic, st.Partition)
		}
		s.streams[i] = stream{
			client: s.clients[n%len(s.clients)], topic: st.Topic, partition: st.Partition, next: t.Spans[st.Partition].End,
		}
		s.leaders[i] = t.leaders[st.Partition]
		n++
	}
	return nil
}

// producerOptions are what the promise rests on, then what may be chosen.
func producerOptions(block schema.Sink, topics []TopicState) ([]kgo.Opt, error) {
	codec, err := codec(block.Compression, block.CompressionLevel)
	if err != nil {
		return nil, err
	}
	return []kgo.Opt{
		kgo.RequiredAcks(kgo.AllISRAcks()), // and idempotent, the client's default
		kgo.RecordPartitioner(kgo.ManualPartitioner()),
		kgo.StopProducerOnDataLossDetected(), // else lost records are skipped silently
		kgo.UnknownTopicRetries(unknownTopicRetries),

		compression(codec),
		kgo.ProducerLinger(or(block.Linger, DefaultLinger)),
		kgo.ProducerBatchMaxBytes(batchBytes(block, topics)),
		kgo.MaxBufferedRecords(unlimited), // the gate's business
	}, nil
}

const (
	// unknownTopicRetries outlasts an election that leaves a broker without news
	// of the topic, and ends within seconds when the topic was deleted.
	unknownTopicRetries = 20

	mostBatchBytes = 1 << 30 // the client's
	unlimited      = 1 << 40
	noLeader       = -1
)

func or[T int64 | time.Duration](value, otherwise T) T {
	if value == 0 {
		return otherwise
	}
	return value
}

// batchBytes keeps batches, as they are before compression, below what the
// topics accept: then no batch can be refused for its size. The largest record
// must fit, which the preflight has compared with the topic.
func batchBytes(block schema.Sink, topics []TopicState) int32 {
	limit := or(block.BatchBytes, DefaultBatchBytes)
	for _, t := range topics {
		limit = max(limit, t.largest)
	}
	for _, t := range topics {
		if t.maxMessageBytes > 0 {
			limit = min(limit, t.maxMessageBytes)
		}
	}
	return int32(min(limit, mostBatchBytes))
}

// codec reads a sink's compression and its level, 0 for the codec's own; lz4 when
// it names none. It is nil where nothing is compressed.
func codec(name string, level int) (kgo.Compressor, error) {
	var codec kgo.CompressionCodec
	switch name {
	case "none":
		return nil, nil
	case "gzip":
		codec = kgo.GzipCompression().WithLevel(level)
	case "snappy":
		codec = kgo.SnappyCompression()
	case "lz4", "":
		if level > 0 {
			level = 1 << (8 + level) // as the library counts them
		}
		return newFrames(level)
	case "zstd":
		if level > 0 {
			level = int(zstd.EncoderLevelFromZstd(level)) // it knows four
		}
		codec = kgo.ZstdCompression().WithLevel(level)
	default:
		return nil, misconfigured(
			fmt.Sprintf("Compression %q is not known: write none, gzip, snappy, lz4 or zstd.", name), nil)
	}
	return kgo.DefaultCompressor(codec)
}

// compression is a codec as a producer wants it.
func compression(c kgo.Compressor) kgo.Opt {
	if c == nil {
		return kgo.ProducerBatchCompression(kgo.NoCompression())
	}
	return kgo.WithCompressor(c)
}

// Write sends the batch. It blocks while the buffer is full. Its error is an
// *Error when the run cannot go on, or the context's; what was not yet handed to
// the producer is then resolved as failed.
func (s *Sink) Write(ctx context.Context, b *engine.Batch) error {
	for rest := b.Records; len(rest) > 0; {
		n := run(rest)
		if err := s.send(ctx, b, rest[:n]); err != nil {
			b.Resolve(engine.Outcome{Failed: int64(len(rest)), Err: err})
			return err
		}
		rest = rest[n:]
	}
	return nil
}

// run is how many records from the first on are of its stream.
func run(records []engine.Record) int {
	n := 1
	for n < len(records) && records[n].Stream == records[0].Stream {
		n++
	}
	return n
}

func (s *Sink) send(ctx context.Context, b *engine.Batch, records []engine.Record) error {
	bytes := size(records)
	if err := s.gate.enter(ctx, int64(len(records)), bytes); err != nil {
		return err
	}
	f := s.flight(b, len(records))
	f.load(b, records, bytes)
	s.flying.Add(1)
	f.start()
	return nil
}

func size(records []engine.Record) int64 {
	var n int
	for i := range records {
		r := &records[i]
		n += len(r.Key) + len(r.Value)
		for _, h := range r.Headers {
			n += len(h.Key) + len(h.Value)
		}
	}
	return int64(n)
}

// flight is what the batch carries along, for so many of its records. It is of one
// stream almost always; where it is not, its flights are on their way at one time.
func (s *Sink) flight(b *engine.Batch, records int) *flight {
	if records < len(b.Records) {
		return newFlight(s)
	}
	if f, ok := b.Scratch.(*flight); ok {
		f.sink = s // it may have been another's
		return f
	}
	f := newFlight(s)
	b.Scratch = f
	return f
}

// finish resolves a flight's records. The batch may be reused from Resolve on, and the
// flight with it, so nothing refers to its bytes after that.
func (s *Sink) finish(f *flight) {
	b, o, records, bytes := f.batch, f.outcome, int64(len(f.records)), f.bytes
	f.batch = nil
	clear(f.records)
	b.Resolve(o)
	s.gate.leave(records, bytes)
	s.flying.Done()
}

// Flush returns when every record is resolved. When ctx ends first, or the run
// cannot go on, the producer is closed: what it still held is resolved as
// unknown, because some of it may have been sent. Its error is why the records
// are not all in the topic.
func (s *Sink) Flush(ctx context.Context) error {
	if s.gate.reason() == nil {
		if err := s.flush(ctx); err == nil {
			return s.gate.reason()
		}
		s.gate.shut(fmt.Errorf("flush ended early: %w", context.Cause(ctx)))
	}
	s.Close()
	return s.gate.reason()
}

// flush waits for all clients at once.
func (s *Sink) flush(ctx context.Context) error {
	errs := make([]error, len(s.clients))
	var flushes sync.WaitGroup
	for i, c := range s.clients {
		flushes.Go(func() { errs[i] = c.Flush(ctx) })
	}
	flushes.Wait()
	return errors.Join(errs...)
}

// errClosed is what Write answers after Close.
var errClosed = errors.New("the sink is closed")

// Close ends the producer and waits until every record is resolved; those that
// were not flushed are unknown. It may be called twice.
func (s *Sink) Close() {
	s.gate.shut(errClosed)
	var closes sync.WaitGroup
	for _, c := range s.clients {
		closes.Go(c.Close)
	}
	closes.Wait()
	s.flying.Wait()
}

// Stats copies what the sink felt so far. It compares leaders with those that it
// saw at the call before, so a leader that came back in between is not counted.
func (s *Sink) Stats() Stats {
	stats := s.meter.read()
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.streams {
		st := &s.streams[i]
		if st.client == nil {
			continue
		}
		leader, _, err := st.client.PartitionLeader(st.topic, st.partition)
		if err == nil && leader != noLeader && leader != s.leaders[i] {
			s.leaders[i] = leader
			s.moves++
		}
	}
	stats.LeaderMoves = s.moves
	return stats
}
