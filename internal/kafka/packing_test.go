package kafka_test

import (
	"fmt"
	"testing"
	"time"

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
			b := wordy(newWriter(s))
			packing, err := kafka.Packing(&block)
			if err != nil {
				t.Fatal(err)
			}
			want := packing.Stored(b.Records)
			if err := s.Write(t.Context(), b); err != nil {
				t.Fatal(err)
			}
			if err := s.Flush(t.Context()); err != nil {
				t.Fatal(err)
			}
			for end := time.Now().Add(5 * time.Second); s.Stats().Batches == 0 && time.Now().Before(end); {
				time.Sleep(time.Millisecond) // the client counts a batch when it has told whoever waits for it
			}
			// A batch that a busy broker did not take at once is written again.
			if st := s.Stats(); st.Batches < 1 || st.WireBytes+st.Batches*header != st.Batches*want {
				t.Errorf("%d batches of %d bytes without their headers, the plan says one of %d with it", st.Batches, st.WireBytes, want)
			}
		})
	}
	if _, err := kafka.Packing(&schema.Sink{Compression: "brotli"}); err == nil {
		t.Error("an unknown codec is taken")
	}
}
