package kafka_test

import (
	"errors"
	"sync"
	"testing"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/kafka"
	"github.com/iotsim/iotsim/internal/kafka/kafkatest"
	"github.com/iotsim/iotsim/schema"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kversion"
)

// TestKafka is what must hold on any Kafka: whatever the environment chose for
// this binary (see kafkatest).
func TestKafka(t *testing.T) {
	suite(t, at(kafkatest.Start(t, 1)))
}

// TestKafka30 runs the same with both sides held at the protocol of 3.0, the
// oldest that we promise.
func TestKafka30(t *testing.T) {
	b, err := kafka.StartEmbedded(kafka.EmbeddedOptions{}.Capped(kversion.V3_0_0()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.Close() })
	p := at(kafkatest.Start(t, 1))
	p.options = kafka.Options{Brokers: []string{b.Addr()}}.Capped(kversion.V3_0_0())
	suite(t, p)
}

func suite(t *testing.T, p place) {
	for _, test := range []struct {
		rule string
		run  func(*testing.T, place)
	}{
		{"RecordsComeBackAsWritten", recordsComeBackAsWritten},
		{"EveryCodecIsReadBack", everyCodecIsReadBack},
		{"MergedBatchesAreSplitByStream", mergedBatchesAreSplitByStream},
		{"WritingGoesOnWhereATopicEnds", writingGoesOnWhereATopicEnds},
		{"AnotherWriterIsNoticed", anotherWriterIsNoticed},
		{"AutopsyTellsCausesApart", autopsyTellsCausesApart},
		{"RecordsAboveTheBatchLimitFail", recordsAboveTheBatchLimitFail},
		{"LostAcksMakeNoDuplicates", lostAcksMakeNoDuplicates},
		{"UnflushedRecordsAreUnknown", unflushedRecordsAreUnknown},
		{"AFullBufferBlocksUntilTheContextEnds", aFullBufferBlocksUntilTheContextEnds},
		{"ABufferFullOfBytesBlocksToo", aBufferFullOfBytesBlocksToo},
		{"ClientsShareThePartitions", clientsShareThePartitions},
		{"ReadStopsWithItsCaller", readStopsWithItsCaller},
		{"ReadPassesOverControlRecords", readPassesOverControlRecords},
		{"ReadSaysWhatIsGone", readSaysWhatIsGone},
		{"WhatIsStoredIsWhatAConsumerSees", whatIsStoredIsWhatAConsumerSees},
		{"ReadSurvivesLostAnswers", readSurvivesLostAnswers},
		{"UnfitTopicsAreRefused", unfitTopicsAreRefused},
		{"FitTopicsAreLeftAsTheyAre", fitTopicsAreLeftAsTheyAre},
		{"CreatedTopicsSuitThePlan", createdTopicsSuitThePlan},
		{"ProcessesMayMakeATopicAtOnce", processesMayMakeATopicAtOnce},
		{"PartitionsComeToStand", partitionsComeToStand},
		{"AMissingTopicIsNamed", aMissingTopicIsNamed},
		{"UnreachablePartitionsAreNamed", unreachablePartitionsAreNamed},
	} {
		t.Run(test.rule, func(t *testing.T) { test.run(t, p) })
	}
}

func recordsComeBackAsWritten(t *testing.T, p place) {
	const partitions, each = 3, 20_000
	topic := p.topic(t)
	c, s := p.prepare(t, kafka.Topic{Name: topic, Partitions: partitions, Replication: -1}, schema.Sink{BufferRecords: 5_000})
	w := newWriter(s)
	var all sync.WaitGroup
	for stream := range partitions {
		all.Go(func() {
			if err := w.write(t.Context(), stream, 0, each, int64(37*(stream+1))); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if err := s.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.wantOutcome(t, engine.Outcome{Acked: partitions * each})
	var readers sync.WaitGroup
	for stream := range partitions {
		readers.Go(func() { wantRecords(t, c, topic, stream, each) })
	}
	readers.Wait()
}

func everyCodecIsReadBack(t *testing.T, p place) {
	for _, codec := range []string{"none", "gzip", "snappy", "lz4", "zstd"} {
		topic := p.topic(t)
		c, s := p.prepare(t, kafka.Topic{Name: topic, Partitions: 1, Replication: -1}, schema.Sink{Compression: codec})
		w := newWriter(s)
		if err := w.write(t.Context(), 0, 0, 1000, 100); err != nil {
			t.Fatal(err)
		}
		if err := s.Flush(t.Context()); err != nil {
			t.Fatal(err)
		}
		wantRecords(t, c, topic, 0, 1000)
		if st := s.Stats(); codec != "none" && st.WireBytes >= st.Bytes {
			t.Errorf("%s: %d bytes on the wire for %d", codec, st.WireBytes, st.Bytes)
		}
	}
}

func mergedBatchesAreSplitByStream(t *testing.T, p place) {
	topic := p.topic(t)
	c, s := p.prepare(t, kafka.Topic{Name: topic, Partitions: 2, Replication: -1}, schema.Sink{})
	w := newWriter(s)
	merged := w.batch([]engine.Record{record(0, 0), record(1, 0), record(1, 1), record(0, 1), record(0, 2)})
	if err := s.Write(t.Context(), merged); err != nil {
		t.Fatal(err)
	}
	if err := s.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.wantOutcome(t, engine.Outcome{Acked: 5})
	wantRecords(t, c, topic, 0, 3)
	wantRecords(t, c, topic, 1, 2)
}

func writingGoesOnWhereATopicEnds(t *testing.T, p place) {
	topic := kafka.Topic{Name: p.topic(t), Partitions: 1, Replication: -1}
	_, first := p.prepare(t, topic, schema.Sink{})
	if err := newWriter(first).write(t.Context(), 0, 0, 500, 100); err != nil {
		t.Fatal(err)
	}
	if err := first.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	c, second := p.prepare(t, topic, schema.Sink{})
	w := newWriter(second)
	if err := w.write(t.Context(), 0, 500, 900, 100); err != nil {
		t.Fatal(err)
	}
	if err := second.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.wantOutcome(t, engine.Outcome{Acked: 400})
	wantRecords(t, c, topic.Name, 0, 900)
}

func anotherWriterIsNoticed(t *testing.T, p place) {
	topic := p.topic(t)
	_, s := p.prepare(t, kafka.Topic{Name: topic, Partitions: 1, Replication: -1}, schema.Sink{})
	w := newWriter(s)
	if err := w.write(t.Context(), 0, 0, 10, 10); err != nil {
		t.Fatal(err)
	}
	if err := s.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	foreign := raw(t, p.options.Brokers)
	if err := foreign.ProduceSync(t.Context(), &kgo.Record{Topic: topic, Value: []byte("foreign")}).FirstErr(); err != nil {
		t.Fatal(err)
	}
	if err := w.write(t.Context(), 0, 10, 20, 10); err != nil {
		t.Fatal(err) // nobody can know before the ack
	}
	err := s.Flush(t.Context())
	wantKind(t, err, kafka.AnotherWriter, "Another writer on the topic")
	wantKind(t, w.write(t.Context(), 0, 20, 30, 10), kafka.AnotherWriter, "Another writer on the topic")
	w.wantOutcome(t, engine.Outcome{Acked: 20, Failed: 10})
}

// wantKind checks an error and its summary.
func wantKind(t *testing.T, err error, kind kafka.Kind, summary string) {
	t.Helper()
	var e *kafka.Error
	if !errors.As(err, &e) {
		t.Errorf("error %v, want %q", err, summary)
		return
	}
	if e.Kind != kind || e.Summary != summary {
		t.Errorf("error of kind %d %q, want %d %q\n%v", e.Kind, e.Summary, kind, summary, e)
	}
}
