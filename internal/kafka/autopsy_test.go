package kafka_test

import (
	"testing"

	"github.com/iotsim/iotsim/internal/kafka"
	"github.com/iotsim/iotsim/schema"
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
)

// One answer of a broker has two causes; the topic tells which it was.
func autopsyTellsCausesApart(t *testing.T, p place) {
	topic := p.topic(t)
	c, _ := p.prepare(t, kafka.Topic{Name: topic, Partitions: 1, Replication: -1}, schema.Sink{})
	for range 2 { // two producers, of two records each
		writer := raw(t, p.options.Brokers)
		for range 2 {
			if err := writer.ProduceSync(t.Context(), &kgo.Record{Topic: topic, Value: []byte("x")}).FirstErr(); err != nil {
				t.Fatal(err)
			}
		}
	}
	elsewhere := func(due, landed int64) kafka.Error {
		return kafka.Error{Kind: kafka.AnotherWriter, Summary: "Another writer on the topic", Topic: topic, Due: due, Landed: landed}
	}
	unknown := kafka.Error{Kind: kafka.Lost, Summary: "Broker lost acknowledged records", Cause: kerr.OutOfOrderSequenceNumber, Topic: topic, Due: 4}
	for _, test := range []struct {
		name string
		err  kafka.Error
		kind kafka.Kind
		want string
	}{
		{"behind another's record", elsewhere(1, 2), kafka.AnotherWriter, "Another writer on the topic"},
		{"behind one of its own", elsewhere(2, 3), kafka.Lost, "Brokers wrote records twice"},
		{"all that was acknowledged is there", unknown, kafka.Lost, "Brokers forgot the producer"},
		{"it is not of a partition", kafka.Error{Kind: kafka.Refused, Summary: "No"}, kafka.Refused, "No"},
	} {
		t.Run(test.name, func(t *testing.T) {
			wantKind(t, c.Autopsy(t.Context(), &test.err), test.kind, test.want)
		})
	}
}

// What was acknowledged and is not there is lost, however long one waits.
func TestLostRecordsAreNotTakenForForgottenOnes(t *testing.T) {
	if testing.Short() {
		t.Skip("it waits for brokers to come round: ten seconds")
	}
	t.Parallel()
	_, p := broker(t)
	topic := p.topic(t)
	c, _ := p.prepare(t, kafka.Topic{Name: topic, Partitions: 1, Replication: -1}, schema.Sink{})
	gone := kafka.Error{Kind: kafka.Lost, Summary: "Broker lost acknowledged records", Cause: kerr.OutOfOrderSequenceNumber, Topic: topic, Due: 1}
	wantKind(t, c.Autopsy(t.Context(), &gone), kafka.Lost, gone.Summary)
}
