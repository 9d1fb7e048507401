package kafka_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/iotsim/iotsim/internal/kafka"
	"github.com/iotsim/iotsim/internal/readback"
	"github.com/iotsim/iotsim/schema"
	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"
)

// filled is a topic of one partition with records 0 … n-1.
func filled(t *testing.T, p place, n int64) (*kafka.Client, string) {
	t.Helper()
	topic := p.topic(t)
	c, s := p.prepare(t, kafka.Topic{Name: topic, Partitions: 1, Replication: -1}, schema.Sink{BatchBytes: 4 << 10})
	if err := newWriter(s).write(t.Context(), 0, 0, n, 100); err != nil {
		t.Fatal(err)
	}
	if err := s.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	return c, topic
}

// offsets reads a range and lists the offsets that came.
func offsets(ctx context.Context, c *kafka.Client, topic string, from, to int64) ([]int64, error) {
	var got []int64
	err := c.Read(ctx, topic, 0, from, to, func(r *readback.Record) error {
		got = append(got, r.Offset)
		return nil
	})
	return got, err
}

func readStopsWithItsCaller(t *testing.T, p place) {
	c, topic := filled(t, p, 1000)
	for _, span := range []kafka.Span{{Start: 0, End: 1000}, {Start: 0, End: 1}, {Start: 999, End: 1000}, {Start: 333, End: 777}, {Start: 5, End: 5}} {
		got, err := offsets(t.Context(), c, topic, span.Start, span.End)
		if err != nil {
			t.Fatal(err)
		}
		if int64(len(got)) != span.End-span.Start || len(got) > 0 && (got[0] != span.Start || got[len(got)-1] != span.End-1) {
			t.Errorf("%v brought %d records", span, len(got))
		}
	}
	enough := errors.New("enough")
	calls := 0
	err := c.Read(t.Context(), topic, 0, 0, 1000, func(*readback.Record) error {
		if calls++; calls == 10 {
			return enough
		}
		return nil
	})
	if !errors.Is(err, enough) || calls != 10 {
		t.Errorf("Read ended with %v after %d calls, want the caller's error after 10", err, calls)
	}
	ctx, cancel := context.WithCancel(t.Context())
	err = c.Read(ctx, topic, 0, 0, 2000, func(r *readback.Record) error { // beyond the end: it would wait
		if r.Offset == 999 {
			cancel()
		}
		return nil
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("Read ended with %v, want the context's error", err)
	}
}

// A transaction leaves a marker, which takes an offset and is no record.
func readPassesOverControlRecords(t *testing.T, p place) {
	topic := p.topic(t)
	c := p.connect(t)
	if _, err := c.Prepare(t.Context(), []kafka.Topic{{Name: topic, Partitions: 1, Replication: -1}}); err != nil {
		t.Fatal(err)
	}
	k := raw(t, p.options.Brokers, kgo.TransactionalID(topic), kgo.DefaultProduceTopic(topic))
	for i := range 2 {
		if err := k.BeginTransaction(); err != nil {
			t.Fatal(err)
		}
		if err := k.ProduceSync(t.Context(), kgo.StringRecord("a"), kgo.StringRecord("b")).FirstErr(); err != nil {
			t.Fatal(err)
		}
		if err := k.EndTransaction(t.Context(), kgo.TransactionEndTry(i == 0)); err != nil {
			t.Fatal(err)
		}
	}
	got, err := offsets(t.Context(), c, topic, 0, 6)
	if err != nil {
		t.Fatal(err)
	}
	if want := "[0 1 3 4]"; fmt.Sprint(got) != want {
		t.Errorf("offsets %v, want %v: what was aborted is seen, markers are not", got, want)
	}
}

func readSaysWhatIsGone(t *testing.T, p place) {
	c, topic := filled(t, p, 1000)
	admin := kadm.NewClient(raw(t, p.options.Brokers))
	var cut kadm.Offsets
	cut.AddOffset(topic, 0, 500, -1)
	if _, err := admin.DeleteRecords(t.Context(), cut); err != nil {
		t.Fatal(err)
	}
	_, err := offsets(t.Context(), c, topic, 0, 1000)
	wantKind(t, err, kafka.Lost, "Partition cannot be read")
	states, err := c.Describe(t.Context(), topic)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := states[0].Spans[0], (kafka.Span{Start: 500, End: 1000}); got != want {
		t.Errorf("span %v, want %v", got, want)
	}
	if got, err := offsets(t.Context(), c, topic, 500, 1000); err != nil || len(got) != 500 {
		t.Errorf("read %d records of what is left (%v)", len(got), err)
	}
}
