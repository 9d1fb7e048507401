package kafka_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/kafka"
	"github.com/iotsim/iotsim/schema"
)

// What a plan thinks a batch takes is what a sink then sends.
func TestPackingIsWhatASinkSends(t *testing.T) {
	const header = 61
	_, p := broker(t)
	for _, block := range []schema.Sink{
		{Compression: "none"}, {Compression: "gzip"}, {Compression: "gzip", CompressionLevel: 9}, {Compression: "snappy"},
		{}, {Compression: "lz4", CompressionLevel: 9}, {Compression: "zstd"}, {Compression: "zstd", CompressionLevel: 19},
	} {
		t.Run(fmt.Sprint(block.Compression, block.CompressionLevel), func(t *testing.T) {
			block.Linger = time.Minute // so that it is one batch
			_, s := p.prepare(t, kafka.Topic{Name: p.topic(t), Partitions: 1, Replication: -1}, block)
			w := newWriter(s)
			packing, err := kafka.Packing(&block)
			if err != nil {
				t.Fatal(err)
			}
			first := sent(t, s, w.batch([]engine.Record{record(0, 0)})) // until it knows the topic, a client cuts batches anywhere
			b := wordy(w)
			want := packing.Stored(b.Records)
			all := sent(t, s, b)
			if n, bytes := all.Batches-first.Batches, all.WireBytes-first.WireBytes+header; n != 1 || bytes != want {
				t.Errorf("%d batches of %d bytes, the plan says one of %d", n, bytes, want)
			}
		})
	}
	if _, err := kafka.Packing(&schema.Sink{Compression: "brotli"}); err == nil {
		t.Error("an unknown codec is taken")
	}
}

// sent sends a batch alone, and says what was sent when the client has counted it: that
// is after it has told whoever waits for it.
func sent(t *testing.T, s *kafka.Sink, b *engine.Batch) kafka.Stats {
	t.Helper()
	before := s.Stats().Batches
	if err := s.Write(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	if err := s.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(time.Minute); s.Stats().Batches == before && time.Now().Before(end); {
		time.Sleep(time.Millisecond)
	}
	return s.Stats()
}
