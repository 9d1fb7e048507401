package kafka_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/kafka"
	"github.com/iotsim/iotsim/internal/kafka/kafkatest"
	"github.com/iotsim/iotsim/internal/readback"
	"github.com/iotsim/iotsim/schema"
	"github.com/twmb/franz-go/pkg/kgo"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	code := kafkatest.Main(m)
	if err := goleak.Find(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = max(code, 1)
	}
	os.Exit(code)
}

// eventTime is years back, so that a broker which goes by event time shows.
const eventTime = 1_600_000_000_000

// record is the k-th record of a stream: what is written and what must come back.
func record(stream int, k int64) engine.Record {
	return engine.Record{
		Stream:    stream,
		Key:       fmt.Appendf(nil, "device-%d", k%7),
		Value:     fmt.Appendf(nil, `{"stream":%d,"k":%d,"pad":"%s"}`, stream, k, strings.Repeat("x", int(k%300))),
		Headers:   []engine.Header{{Key: "iotsim-run", Value: []byte("test")}, {Key: "iotsim-seq", Value: fmt.Append(nil, k)}},
		Timestamp: eventTime + k,
	}
}

// A writer sends the records of a topic's streams and counts how they end.
type writer struct {
	sink    *kafka.Sink
	mu      sync.Mutex
	total   engine.Outcome
	batches map[*engine.Batch]int64 // records that are still to be resolved
}

func newWriter(s *kafka.Sink) *writer {
	return &writer{sink: s, batches: make(map[*engine.Batch]int64)}
}

// write sends records from to to-1 of a stream, so many a batch.
func (w *writer) write(ctx context.Context, stream int, from, to int64, batch int64) error {
	for k := from; k < to; k += batch {
		var records []engine.Record
		for i := k; i < min(k+batch, to); i++ {
			records = append(records, record(stream, i))
		}
		if err := w.sink.Write(ctx, w.batch(records)); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) batch(records []engine.Record) *engine.Batch {
	b := engine.NewBatch(records, w.resolved)
	w.mu.Lock()
	w.batches[b] = int64(len(records))
	w.mu.Unlock()
	return b
}

// resolved overwrites what a batch that is done with held: if anything still
// refers to those bytes, what comes back will show it.
func (w *writer) resolved(b *engine.Batch, o engine.Outcome) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.total.Acked += o.Acked
	w.total.Failed += o.Failed
	w.total.Unknown += o.Unknown
	if w.total.Err == nil {
		w.total.Err = o.Err
	}
	w.batches[b] -= o.Acked + o.Failed + o.Unknown
	if w.batches[b] != 0 {
		return
	}
	delete(w.batches, b)
	for _, r := range b.Records {
		clear(r.Value)
		clear(r.Key)
	}
}

// wantOutcome checks the sums, and that no batch was resolved too little or too much.
func (w *writer) wantOutcome(t *testing.T, want engine.Outcome) {
	t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.batches) != 0 {
		t.Errorf("%d batches are not resolved to the record", len(w.batches))
	}
	got := w.total
	got.Err = nil
	if got != want {
		t.Errorf("outcome %+v, want %+v (%v)", got, want, w.total.Err)
	}
}

// streams are the partitions of one topic.
func streams(topic string, n int) []engine.Stream {
	s := make([]engine.Stream, n)
	for p := range s {
		s[p] = engine.Stream{Topic: topic, Partition: int32(p)}
	}
	return s
}

// A place is a Kafka that a test talks to.
type place struct {
	options kafka.Options
	topic   func(testing.TB) string
}

// at is the cluster of kafkatest.
func at(c *kafkatest.Cluster) place {
	return place{options: kafka.Options{Brokers: c.Brokers()}, topic: c.Topic}
}

func (p place) connect(t *testing.T) *kafka.Client {
	t.Helper()
	c, err := kafka.Connect(t.Context(), p.options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// prepare makes a topic and opens a sink on all of its partitions.
func (p place) prepare(t *testing.T, topic kafka.Topic, block schema.Sink) (*kafka.Client, *kafka.Sink) {
	t.Helper()
	c := p.connect(t)
	topic.Keep = true // event times are years back
	states, err := c.Prepare(t.Context(), []kafka.Topic{topic})
	if err != nil {
		t.Fatal(err)
	}
	s, err := c.Sink(streams(topic.Name, int(topic.Partitions)), 0, states, block)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return c, s
}

// wantRecords reads a partition back and compares it with record(stream, 0 … n-1).
func wantRecords(t *testing.T, c *kafka.Client, topic string, stream int, n int64) {
	t.Helper()
	states, err := c.Describe(t.Context(), topic)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := states[0].Spans[stream], (kafka.Span{Start: 0, End: n}); got != want {
		t.Errorf("partition %d holds %v, want %v", stream, got, want)
	}
	var k int64
	err = c.Read(t.Context(), topic, int32(stream), 0, states[0].Spans[stream].End, func(r *readback.Record) error {
		want := record(stream, k)
		wanted := readback.Record{Offset: k, Timestamp: want.Timestamp, Key: want.Key, Value: want.Value, Headers: want.Headers}
		if !equal(&wanted, r) {
			return fmt.Errorf("partition %d, offset %d (-want +got):\n%s", stream, k, cmp.Diff(wanted, *r))
		}
		k++
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	if k != n {
		t.Errorf("read %d records of partition %d, want %d", k, stream, n)
	}
}

// equal is a quick comparison: a diff of every record would take longer than Kafka.
func equal(a, b *readback.Record) bool {
	return a.Offset == b.Offset && a.Timestamp == b.Timestamp &&
		bytes.Equal(a.Key, b.Key) && bytes.Equal(a.Value, b.Value) &&
		slices.EqualFunc(a.Headers, b.Headers, func(a, b engine.Header) bool {
			return a.Key == b.Key && bytes.Equal(a.Value, b.Value)
		})
}

// raw is a client of franz-go's own, for what the package under test must not do.
func raw(t *testing.T, brokers []string, opts ...kgo.Opt) *kgo.Client {
	t.Helper()
	c, err := kgo.NewClient(append([]kgo.Opt{kgo.SeedBrokers(brokers...), kgo.DisableClientMetrics()}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}
