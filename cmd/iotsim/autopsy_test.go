package main

import (
	"context"
	"errors"
	"testing"

	"github.com/twmb/franz-go/pkg/kerr"

	"github.com/iotsim/iotsim/internal/kafka"
)

// One answer of a broker has two causes; the topic tells which it was.
func TestAutopsyTellsCausesApart(t *testing.T) {
	brokers := live(t)
	client, err := kafka.Connect(t.Context(), kafka.Options{Brokers: []string{brokers}})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	topics, err := client.Prepare(t.Context(), []kafka.Topic{{Name: "short", Partitions: 1, Replication: -1}})
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if err := intrude(brokers, "short", 0, "nobody's"); err != nil {
			t.Fatal(err)
		}
	}
	all := &targets{kafka: []*kafkaTarget{{topics: topics, cluster: &cluster{client: client}}}}
	elsewhere := kafka.Error{Kind: kafka.AnotherWriter, Summary: "Another writer on the topic", Topic: "short", Due: 1, Landed: 3}
	unknown := kafka.Error{Kind: kafka.Lost, Summary: "Broker lost acknowledged records", Cause: kerr.OutOfOrderSequenceNumber, Topic: "short", Due: 3}
	for _, c := range []struct {
		name string
		err  kafka.Error
		run  string
		want string
	}{
		{"records of another run", elsewhere, "mine", "Another writer on the topic"},
		{"records of this run", elsewhere, "", "Brokers wrote records twice"}, // those above name none
		{"all that was acknowledged is there", unknown, "mine", "Brokers forgot the producer"},
	} {
		var k *kafka.Error
		if !errors.As(all.autopsy(t.Context(), c.run, &c.err), &k) || k.Summary != c.want {
			t.Errorf("%s: %v, want %q", c.name, k, c.want)
		}
	}
	unknown.Due = 4
	soon, cancel := context.WithTimeout(t.Context(), 3*lookPause)
	defer cancel()
	if keeps(soon, client, &unknown) {
		t.Error("a topic of three records is said to keep four")
	}
}
