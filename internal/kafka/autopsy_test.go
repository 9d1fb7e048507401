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
	writer := raw(t, p.options.Brokers)
	for range 3 {
		r := &kgo.Record{Topic: topic, Value: []byte("x"), Headers: []kgo.RecordHeader{{Key: "iotsim-run", Value: []byte("one")}}}
		if err := writer.ProduceSync(t.Context(), r).FirstErr(); err != nil {
			t.Fatal(err)
		}
	}
	elsewhere := kafka.Error{Kind: kafka.AnotherWriter, Summary: "Another writer on the topic", Topic: topic, Due: 1, Landed: 3}
	unknown := kafka.Error{Kind: kafka.Lost, Summary: "Broker lost acknowledged records", Cause: kerr.OutOfOrderSequenceNumber, Topic: topic, Due: 3}
	for _, test := range []struct {
		name string
		err  kafka.Error
		run  string
		kind kafka.Kind
		want string
	}{
		{"records of another run", elsewhere, "two", kafka.AnotherWriter, elsewhere.Summary},
		{"records of this run", elsewhere, "one", kafka.Lost, "Brokers wrote records twice"},
		{"all that was acknowledged is there", unknown, "one", kafka.Lost, "Brokers forgot the producer"},
		{"it is not of a partition", kafka.Error{Kind: kafka.Refused, Summary: "No"}, "one", kafka.Refused, "No"},
	} {
		t.Run(test.name, func(t *testing.T) {
			wantKind(t, c.Autopsy(t.Context(), test.run, &test.err), test.kind, test.want)
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
	wantKind(t, c.Autopsy(t.Context(), "one", &gone), kafka.Lost, gone.Summary)
}
