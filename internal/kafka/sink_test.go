package kafka_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/kafka"
	"github.com/iotsim/iotsim/schema"
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kmsg"
)

func recordsAboveTheBatchLimitFail(t *testing.T, p place) {
	_, s := p.prepare(t, kafka.Topic{Name: p.topic(t), Partitions: 1, Replication: -1}, schema.Sink{BatchBytes: 1024})
	w := newWriter(s)
	large := engine.Record{Value: []byte(strings.Repeat("x", 2000))}
	if err := s.Write(t.Context(), w.batch([]engine.Record{large})); err != nil {
		t.Fatal(err)
	}
	wantKind(t, s.Flush(t.Context()), kafka.Refused, "Broker refuses a record")
	w.wantOutcome(t, engine.Outcome{Failed: 1})
}

func lostAcksMakeNoDuplicates(t *testing.T, p place) {
	const lost, n = 5, 20_000
	net := newNetwork()
	p.options = p.options.Through(net.Dial)
	topic := p.topic(t)
	c, s := p.prepare(t, kafka.Topic{Name: topic, Partitions: 1, Replication: -1}, schema.Sink{BatchBytes: 16 << 10, Linger: time.Millisecond})
	w := newWriter(s)
	if err := w.write(t.Context(), 0, 0, n/2, 50); err != nil {
		t.Fatal(err)
	}
	if err := s.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	net.lose(lost) // the first of them is of a connection that carries records
	if err := w.write(t.Context(), 0, n/2, n, 50); err != nil {
		t.Fatal(err)
	}
	if err := s.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	if net.pending() != 0 {
		t.Errorf("%d answers were not lost: the test shows nothing", net.pending())
	}
	if st := s.Stats(); st.Failures == 0 || st.Retries == 0 {
		t.Errorf("answers were lost, and batches sent again; the sink felt %+v", st)
	}
	w.wantOutcome(t, engine.Outcome{Acked: n})
	wantRecords(t, c, topic, 0, n)
}

func unflushedRecordsAreUnknown(t *testing.T, p place) {
	net := newNetwork()
	p.options = p.options.Through(net.Dial)
	_, s := p.prepare(t, kafka.Topic{Name: p.topic(t), Partitions: 1, Replication: -1}, schema.Sink{})
	w := newWriter(s)
	if err := w.write(t.Context(), 0, 0, 1000, 100); err != nil {
		t.Fatal(err)
	}
	if err := s.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	net.freeze(true)
	defer net.freeze(false)
	if err := w.write(t.Context(), 0, 1000, 3000, 100); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if err := s.Flush(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Flush ended with %v, want the deadline", err)
	}
	w.wantOutcome(t, engine.Outcome{Acked: 1000, Unknown: 2000})
	if err := w.write(t.Context(), 0, 3000, 3001, 1); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Write after it: %v, want the reason of the end", err)
	}
	w.wantOutcome(t, engine.Outcome{Acked: 1000, Unknown: 2000, Failed: 1})
}

func aFullBufferBlocksUntilTheContextEnds(t *testing.T, p place) {
	net := newNetwork()
	p.options = p.options.Through(net.Dial)
	_, s := p.prepare(t, kafka.Topic{Name: p.topic(t), Partitions: 1, Replication: -1}, schema.Sink{BufferRecords: 250})
	net.freeze(true)
	w := newWriter(s)
	w.overfill(t, 200)
	net.freeze(false)
	if err := s.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	// 250 hold two batches of 100; the third waited and was given back.
	w.wantOutcome(t, engine.Outcome{Acked: 200, Failed: 100})
}

// overfill writes batches of 100 records, of which so many certainly find room, until
// one has waited in vain.
func (w *writer) overfill(t *testing.T, room int64) {
	t.Helper()
	if err := w.write(t.Context(), 0, 0, room, 100); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if err := w.write(ctx, 0, room, 1000, 100); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Write ended with %v, want the deadline", err)
	}
}

// broker is an embedded-like broker whose answers a test decides.
func broker(t *testing.T, opts ...kfake.Opt) (*kfake.Cluster, place) {
	t.Helper()
	b, err := kfake.NewCluster(append([]kfake.Opt{kfake.NumBrokers(1)}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	return b, place{
		options: kafka.Options{Brokers: b.ListenAddrs()},
		topic:   func(t testing.TB) string { return strings.ReplaceAll(t.Name(), "/", "-") },
	}
}

func TestRetriedAnswersCostNoRecord(t *testing.T) {
	for _, answer := range []*kerr.Error{
		kerr.NotLeaderForPartition, kerr.NotEnoughReplicas, kerr.NotEnoughReplicasAfterAppend,
		kerr.LeaderNotAvailable, kerr.KafkaStorageError, kerr.RequestTimedOut,
	} {
		t.Run(answer.Message, func(t *testing.T) {
			b, p := broker(t)
			topic := p.topic(t)
			c, s := p.prepare(t, kafka.Topic{Name: topic, Partitions: 1, Replication: -1}, schema.Sink{})
			b.Fault(kfake.Fault{Keys: []kmsg.Key{kmsg.Produce}, Err: answer, Count: 3})
			w := newWriter(s)
			start := time.Now()
			if err := w.write(t.Context(), 0, 0, 5000, 100); err != nil {
				t.Fatal(err)
			}
			if err := s.Flush(t.Context()); err != nil {
				t.Fatal(err)
			}
			// Three answers cost three waits of MetadataMinAge (0.25 s) or of the
			// client's backoff (0.25 to 1 s), not three of the default's 5 s.
			if took := time.Since(start); took > 14*time.Second {
				t.Errorf("three retries took %v", took)
			}
			w.wantOutcome(t, engine.Outcome{Acked: 5000})
			wantRecords(t, c, topic, 0, 5000)
			// Where the client does not look for another leader, no retry shows.
			silent := answer == kerr.RequestTimedOut || answer == kerr.NotEnoughReplicasAfterAppend
			if st := s.Stats(); st.Retries == 0 && !silent {
				t.Error("no retry was counted")
			}
		})
	}
}

func TestRefusedRecordsStopTheRun(t *testing.T) {
	for _, test := range []struct {
		answer  *kerr.Error
		kind    kafka.Kind
		summary string
		want    engine.Outcome
	}{
		{kerr.MessageTooLarge, kafka.Refused, "Broker refuses a record", engine.Outcome{Acked: 1, Failed: 100}},
		{kerr.InvalidTimestamp, kafka.Refused, "Broker refuses a record", engine.Outcome{Acked: 1, Failed: 100}},
		{kerr.TopicAuthorizationFailed, kafka.Unauthorised, "Not authorised to write", engine.Outcome{Acked: 1, Failed: 100}},
		{kerr.OutOfOrderSequenceNumber, kafka.Lost, "Broker lost acknowledged records", engine.Outcome{Acked: 1, Unknown: 100}},
		{kerr.UnknownServerError, kafka.Refused, "Broker refuses a record", engine.Outcome{Acked: 1, Unknown: 100}},
	} {
		t.Run(test.answer.Message, func(t *testing.T) {
			b, p := broker(t)
			_, s := p.prepare(t, kafka.Topic{Name: p.topic(t), Partitions: 1, Replication: -1}, schema.Sink{Linger: time.Minute})
			w := newWriter(s)
			sent(t, s, w.batch([]engine.Record{record(0, 0)})) // now that the client knows the topic, the hundred are one batch
			b.Fault(kfake.Fault{Keys: []kmsg.Key{kmsg.Produce}, Err: test.answer, Count: 1})
			if err := w.write(t.Context(), 0, 1, 101, 100); err != nil {
				t.Fatal(err)
			}
			wantKind(t, s.Flush(t.Context()), test.kind, test.summary)
			w.wantOutcome(t, test.want)
			wantKind(t, w.write(t.Context(), 0, 101, 201, 100), test.kind, test.summary)
		})
	}
}

func TestADeletedTopicEndsTheRun(t *testing.T) {
	b, p := broker(t)
	topic := p.topic(t)
	_, s := p.prepare(t, kafka.Topic{Name: topic, Partitions: 1, Replication: -1}, schema.Sink{})
	if err := b.DeleteTopic(topic); err != nil {
		t.Fatal(err)
	}
	w := newWriter(s)
	if err := w.write(t.Context(), 0, 0, 10, 10); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	wantKind(t, s.Flush(ctx), kafka.Lost, "Topic is gone")
	w.wantOutcome(t, engine.Outcome{Unknown: 10})
}

func TestMovedLeadersAreCounted(t *testing.T) {
	b, p := broker(t, kfake.NumBrokers(3))
	topic := p.topic(t)
	c, s := p.prepare(t, kafka.Topic{Name: topic, Partitions: 1, Replication: -1}, schema.Sink{})
	w := newWriter(s)
	const rounds = 4
	for i := range int64(rounds) {
		next := (b.LeaderFor(topic, 0) + 1) % 3
		if err := w.write(t.Context(), 0, i*100, i*100+100, 50); err != nil {
			t.Fatal(err)
		}
		if err := s.Flush(t.Context()); err != nil {
			t.Fatal(err)
		}
		s.Stats()
		if err := b.MoveTopicPartition(topic, 0, next); err != nil {
			t.Fatal(err)
		}
	}
	w.wantOutcome(t, engine.Outcome{Acked: rounds * 100})
	wantRecords(t, c, topic, 0, rounds*100)
	// The last move came after the last record: the client has heard of it only
	// if it asked for metadata since.
	if st := s.Stats(); st.LeaderMoves < rounds-1 || st.LeaderMoves > rounds {
		t.Errorf("%d moves were counted, want %d or %d", st.LeaderMoves, rounds-1, rounds)
	}
}

func TestASinkNeedsItsPartitions(t *testing.T) {
	_, p := broker(t)
	c := p.connect(t)
	states, err := c.Prepare(t.Context(), []kafka.Topic{{Name: "t", Partitions: 2, Replication: -1}})
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.Sink([]engine.Stream{{Topic: "t", Partition: 2}}, 0, states, schema.Sink{})
	wantKind(t, err, kafka.Unfit, "Topic has too few partitions")
	_, err = c.Sink(streams("t", 2), 0, states, schema.Sink{Compression: "rar"})
	wantKind(t, err, kafka.Misconfigured, "Kafka settings are not valid")
}

// Batches go around among the sinks of a run, with what the sink before left in them:
// each sink gives back its own room.
func TestABatchMayComeFromAnotherSink(t *testing.T) {
	_, p := broker(t)
	var sinks []*kafka.Sink
	for _, topic := range []string{"one", "two"} {
		_, s := p.prepare(t, kafka.Topic{Name: topic, Partitions: 1, Replication: -1}, schema.Sink{BufferRecords: 10})
		sinks = append(sinks, s)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	acked := int64(0)
	b := engine.NewBatch(nil, func(_ *engine.Batch, o engine.Outcome) { acked += o.Acked })
	for round := range int64(8) {
		b.Records = b.Records[:0]
		for k := range int64(10) {
			b.Records = append(b.Records, record(0, 10*(round/2)+k))
		}
		s := sinks[round%2]
		if err := s.Write(ctx, b); err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		if err := s.Flush(ctx); err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
	}
	if acked != 80 {
		t.Errorf("%d records are acked of 80", acked)
	}
}
