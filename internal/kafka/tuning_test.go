package kafka_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/kafka"
	"github.com/iotsim/iotsim/schema"
	"github.com/twmb/franz-go/pkg/kgo"
)

// clientsShareThePartitions writes through three producers: each partition has
// one of them from beginning to end, so its order stays.
func clientsShareThePartitions(t *testing.T, p place) {
	const partitions, each, clients = 7, 3_000, 3
	topic := p.topic(t)
	c, s := p.prepare(t, kafka.Topic{Name: topic, Partitions: partitions, Replication: -1}, schema.Sink{Clients: clients})
	w := newWriter(s)
	var all sync.WaitGroup
	for stream := range partitions {
		all.Go(func() {
			if err := w.write(t.Context(), stream, 0, each, 100); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if err := s.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.wantOutcome(t, engine.Outcome{Acked: partitions * each})
	for stream := range partitions {
		wantRecords(t, c, topic, stream, each)
	}
	if got := len(producers(t, p, topic, partitions)); got != clients {
		t.Errorf("%d producers wrote, not %d", got, clients)
	}
}

// producers are who wrote a topic's partitions: one each, or the test ends.
func producers(t *testing.T, p place, topic string, partitions int) map[int64]bool {
	t.Helper()
	reader := raw(t, p.options.Brokers, kgo.ConsumeTopics(topic), kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()))
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	writers := map[int32]int64{}
	ids := map[int64]bool{}
	for len(writers) < partitions {
		fetches := reader.PollFetches(ctx)
		if err := fetches.Err(); err != nil {
			t.Fatal(err)
		}
		fetches.EachRecord(func(r *kgo.Record) {
			if known, ok := writers[r.Partition]; ok && known != r.ProducerID {
				t.Fatalf("partition %d has two producers", r.Partition)
			}
			writers[r.Partition], ids[r.ProducerID] = r.ProducerID, true
		})
	}
	return ids
}

// wordy is a batch of records that look like readings.
func wordy(w *writer) *engine.Batch {
	var records []engine.Record
	for i := range 400 {
		records = append(records, engine.Record{
			Key: fmt.Appendf(nil, "device-%d", i%40), Timestamp: eventTime,
			Value: fmt.Appendf(nil, `{"device":"device-%d","temperature":%d.%d,"pressure":10%d.%d,"status":"normal"}`, i%40, 20+i%7, i*i%10, i%17, i*7%10),
		})
	}
	return w.batch(records)
}

func TestALevelChangesWhatACodecMakes(t *testing.T) {
	_, p := broker(t)
	for codec, best := range map[string]int{"gzip": 9, "lz4": 9, "zstd": 22} {
		wire := map[int]int64{}
		for _, level := range []int{0, 1, best} {
			topic := fmt.Sprintf("%s-%d", codec, level)
			_, s := p.prepare(t, kafka.Topic{Name: topic, Partitions: 1, Replication: -1}, schema.Sink{Compression: codec, CompressionLevel: level})
			if err := s.Write(t.Context(), wordy(newWriter(s))); err != nil {
				t.Fatal(err)
			}
			if err := s.Flush(t.Context()); err != nil {
				t.Fatal(err)
			}
			wire[level] = s.Stats().WireBytes
		}
		// Which level is best depends on what is written; that they differ does not.
		if wire[best] == wire[1] && wire[best] == wire[0] {
			t.Errorf("%s: %d bytes at level %d, %d at level 1, %d by itself", codec, wire[best], best, wire[1], wire[0])
		}
	}
}

func TestBatchesAreNoLongerThanTheSinkSays(t *testing.T) {
	_, p := broker(t)
	batches := map[int64]int64{}
	for _, bytes := range []int64{0, 8 << 10} {
		_, s := p.prepare(t, kafka.Topic{Name: fmt.Sprint("t", bytes), Partitions: 1, Replication: -1},
			schema.Sink{BatchBytes: bytes, Linger: time.Minute, Compression: "none"})
		if err := newWriter(s).write(t.Context(), 0, 0, 1000, 100); err != nil {
			t.Fatal(err)
		}
		if err := s.Flush(t.Context()); err != nil {
			t.Fatal(err)
		}
		st := s.Stats()
		batches[bytes] = st.Batches
		if bytes > 0 && st.Bytes/st.Batches > bytes {
			t.Errorf("%d bytes in %d batches of %d at most", st.Bytes, st.Batches, bytes)
		}
	}
	if batches[0] >= batches[8<<10] {
		t.Errorf("%d batches, %d of 8 KiB", batches[0], batches[8<<10])
	}
}

func TestALingeringBatchWaitsForMore(t *testing.T) {
	_, p := broker(t)
	sink := func(topic string, linger time.Duration) (*kafka.Sink, *writer) {
		_, s := p.prepare(t, kafka.Topic{Name: topic, Partitions: 1, Replication: -1}, schema.Sink{Linger: linger})
		return s, newWriter(s)
	}
	slow, w := sink("slow", time.Minute)
	if err := w.write(t.Context(), 0, 0, 1, 1); err != nil {
		t.Fatal(err)
	}
	// Another sink's linger of 20 ms passes meanwhile: the usual one is shorter.
	quick, _ := sink("quick", 20*time.Millisecond)
	acked := make(chan struct{})
	r := record(0, 0)
	if err := quick.Write(t.Context(), engine.NewBatch([]engine.Record{r}, func(*engine.Batch, engine.Outcome) { close(acked) })); err != nil {
		t.Fatal(err)
	}
	<-acked
	if n := slow.Stats().Batches; n != 0 {
		t.Errorf("%d batches went out before their time", n)
	}
	if err := w.write(t.Context(), 0, 1, 50, 1); err != nil {
		t.Fatal(err)
	}
	if err := slow.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	// The client counts a batch when it has told whoever waits for its records.
	for end := time.Now().Add(time.Minute); slow.Stats().Batches == 0 && time.Now().Before(end); {
		time.Sleep(time.Millisecond)
	}
	if n := slow.Stats().Batches; n != 1 {
		t.Errorf("50 records in %d batches", n)
	}
}

func aBufferFullOfBytesBlocksToo(t *testing.T, p place) {
	net := newNetwork()
	p.options = p.options.Through(net.Dial)
	one := record(0, 0)
	bytes := int64(len(one.Key) + len(one.Value))
	for _, h := range one.Headers {
		bytes += int64(len(h.Key) + len(h.Value))
	}
	_, s := p.prepare(t, kafka.Topic{Name: p.topic(t), Partitions: 1, Replication: -1}, schema.Sink{BufferBytes: 250 * bytes})
	net.freeze(true)
	w := newWriter(s)
	w.overfill(t, 100)
	net.freeze(false)
	if err := s.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	if w.total.Failed != 100 || w.total.Acked == 0 || w.total.Acked > 300 {
		t.Errorf("%+v of 1000 records of %d bytes, with room for 250", w.total, bytes)
	}
}

func TestASinkLeavesTheStreamsOfOthersAlone(t *testing.T) {
	_, p := broker(t)
	c := p.connect(t)
	states, err := c.Prepare(t.Context(), []kafka.Topic{{Name: "ours", Partitions: 2, Replication: -1, Keep: true}})
	if err != nil {
		t.Fatal(err)
	}
	plan := append(streams("theirs", 3), engine.Stream{Sink: 1, Topic: "ours"}, engine.Stream{Sink: 1, Topic: "ours", Partition: 1})
	s, err := c.Sink(plan, 1, states, schema.Sink{Clients: 2})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for _, stream := range []int{3, 4} {
		r := record(stream-3, 0)
		r.Stream = stream
		if err := s.Write(t.Context(), engine.NewBatch([]engine.Record{r}, nil)); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	if st := s.Stats(); st.LeaderMoves != 0 {
		t.Errorf("%+v", st)
	}
	wantRecords(t, c, "ours", 0, 1)
	wantRecords(t, c, "ours", 1, 1)
}

// The reference says what is chosen where the block is silent.
func TestDefaultsAreThoseOfTheReference(t *testing.T) {
	for _, kind := range schema.SinkTypes() {
		if kind.Name != string(schema.SinkKafka) {
			continue
		}
		said := map[string]string{}
		for _, a := range kind.Arguments {
			said[a.Name] = a.Default
		}
		for name, want := range map[string]string{
			"linger": fmt.Sprintf("%q", kafka.DefaultLinger.String()), "batch_bytes": fmt.Sprint(kafka.DefaultBatchBytes),
			"buffer_records": fmt.Sprint(kafka.DefaultBufferRecords), "buffer_bytes": fmt.Sprint(kafka.DefaultBufferBytes),
		} {
			if said[name] != want {
				t.Errorf("%s: the reference says %s, and it is %s", name, said[name], want)
			}
		}
	}
}
