package kafka_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/kafka"
	"github.com/iotsim/iotsim/internal/readback"
	"github.com/iotsim/iotsim/schema"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
)

const (
	benchPartitions = 12
	benchBatch      = 256
)

// BenchmarkSink is the cost of a ready-made record through the sink, beside the
// barest loop over franz-go's own client with the same settings. The broker is
// in the same process, acks and forgets.
func BenchmarkSink(b *testing.B) {
	e, err := kfake.NewCluster(kfake.NumBrokers(1), kfake.BlackholeProduce())
	if err != nil {
		b.Fatal(err)
	}
	defer e.Close()
	b.Run("ours", func(b *testing.B) { sinkRun(b, e.ListenAddrs()) })
	b.Run("bare", func(b *testing.B) { bareRun(b, e.ListenAddrs()) })
}

func sinkRun(b *testing.B, brokers []string) {
	c, err := kafka.Connect(b.Context(), kafka.Options{Brokers: brokers})
	if err != nil {
		b.Fatal(err)
	}
	defer c.Close()
	states, err := c.Prepare(b.Context(), []kafka.Topic{{Name: "b", Partitions: benchPartitions, Replication: -1}})
	if err != nil {
		b.Fatal(err)
	}
	s, err := c.Sink(streams("b", benchPartitions), 0, states, schema.Sink{})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	batches := make([]*engine.Batch, benchPartitions)
	for p := range batches {
		batches[p] = engine.NewBatch(readyMade(p), nil)
	}
	b.ReportAllocs()
	b.ResetTimer()
	for i := 0; i < b.N; i += benchBatch {
		if err := s.Write(b.Context(), batches[i/benchBatch%benchPartitions]); err != nil {
			b.Fatal(err)
		}
	}
	if err := s.Flush(b.Context()); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "records/s")
}

// readyMade are records of the seed's size.
func readyMade(stream int) []engine.Record {
	records := make([]engine.Record, benchBatch)
	for k := range records {
		records[k] = engine.Record{
			Stream: stream, Timestamp: eventTime,
			Key:   fmt.Appendf(nil, "device-%05d", k),
			Value: fmt.Appendf(nil, `{"device":"device-%05d","pad":"%s"}`, k, strings.Repeat(fmt.Sprint(k*7919), 90)),
			Headers: []engine.Header{
				{Key: "iotsim-run", Value: []byte("0123456789ab")},
				{Key: "iotsim-seq", Value: fmt.Append(nil, k)},
			},
		}
	}
	return records
}

func bareRun(b *testing.B, brokers []string) {
	k, err := kgo.NewClient(kgo.SeedBrokers(brokers...), kgo.DisableClientMetrics(),
		kgo.RecordPartitioner(kgo.ManualPartitioner()), kgo.ProducerBatchCompression(kgo.Lz4Compression()),
		kgo.ProducerLinger(kafka.DefaultLinger), kgo.MaxBufferedRecords(kafka.DefaultBufferRecords))
	if err != nil {
		b.Fatal(err)
	}
	defer k.Close()
	ready := make([][]engine.Record, benchPartitions)
	for p := range ready {
		ready[p] = readyMade(p)
	}
	b.ReportAllocs()
	b.ResetTimer()
	for i := range b.N {
		r := &ready[i/benchBatch%benchPartitions][i%benchBatch]
		k.Produce(context.Background(), &kgo.Record{
			Topic: "b", Partition: int32(r.Stream), Key: r.Key, Value: r.Value, Timestamp: time.UnixMilli(eventTime),
			Headers: []kgo.RecordHeader{{Key: r.Headers[0].Key, Value: r.Headers[0].Value}, {Key: r.Headers[1].Key, Value: r.Headers[1].Value}},
		}, func(_ *kgo.Record, err error) {
			if err != nil {
				b.Error(err)
			}
		})
	}
	if err := k.Flush(b.Context()); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "records/s")
}

// BenchmarkRead compares Read with the barest loop over franz-go's own client,
// on the same records: the second rate is the first's yardstick.
func BenchmarkRead(b *testing.B) {
	const n = 300_000
	e, err := kafka.StartEmbedded(kafka.EmbeddedOptions{})
	if err != nil {
		b.Fatal(err)
	}
	defer e.Close()
	c, err := kafka.Connect(b.Context(), kafka.Options{Brokers: []string{e.Addr()}})
	if err != nil {
		b.Fatal(err)
	}
	defer c.Close()
	states, err := c.Prepare(b.Context(), []kafka.Topic{{Name: "b", Partitions: 1, Replication: -1, Keep: true}})
	if err != nil {
		b.Fatal(err)
	}
	s, err := c.Sink(streams("b", 1), 0, states, schema.Sink{})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	if err := newWriter(s).write(b.Context(), 0, 0, n, 500); err != nil {
		b.Fatal(err)
	}
	if err := s.Flush(b.Context()); err != nil {
		b.Fatal(err)
	}
	b.Run("ours", func(b *testing.B) {
		b.ReportAllocs()
		for range b.N {
			if err := c.Read(b.Context(), "b", 0, 0, n, func(*readback.Record) error { return nil }); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "records/s")
	})
	b.Run("bare", func(b *testing.B) {
		b.ReportAllocs()
		for range b.N {
			bareRead(b, e.Addr(), n)
		}
		b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "records/s")
	})
}

func bareRead(b *testing.B, addr string, n int) {
	k, err := kgo.NewClient(kgo.SeedBrokers(addr), kgo.ConsumePartitions(map[string]map[int32]kgo.Offset{"b": {0: kgo.NewOffset().AtStart()}}), kgo.DisableClientMetrics())
	if err != nil {
		b.Fatal(err)
	}
	defer k.Close()
	ctx, cancel := context.WithTimeout(b.Context(), time.Minute)
	defer cancel()
	for got := 0; got < n; {
		f := k.PollFetches(ctx)
		if f.Err() != nil {
			b.Fatal(f.Err())
		}
		f.EachRecord(func(*kgo.Record) { got++ })
	}
}
