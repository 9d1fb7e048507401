package main

import (
	"context"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/twmb/franz-go/pkg/kgo"
)

// produce TOPIC PARTITION VALUE writes a record that no plan knows.
func produce(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: produce TOPIC PARTITION VALUE")
	}
	partition, err := strconv.ParseInt(args[1], 10, 32)
	ts.Check(err)
	ts.Check(intrude(ts.Getenv("BROKERS"), args[0], int32(partition), args[2]))
}

// intrude is what another writer does to a topic.
func intrude(brokers, topic string, partition int32, value string) error {
	client, err := kgo.NewClient(
		kgo.SeedBrokers(strings.Split(brokers, ",")...),
		kgo.RecordPartitioner(kgo.ManualPartitioner()),
	)
	if err != nil {
		return err
	}
	defer client.Close()
	r := &kgo.Record{Topic: topic, Partition: partition, Key: []byte("stranger"), Value: []byte(value)}
	return client.ProduceSync(context.Background(), r).FirstErr()
}
