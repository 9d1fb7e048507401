package kafka_test

import (
	"context"
	"fmt"
	"log"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/kafka"
	"github.com/iotsim/iotsim/internal/readback"
	"github.com/iotsim/iotsim/schema"
)

// The whole way of a record: a broker, a topic, a sink, and back. engine.Run
// makes the batches of a real run.
func Example() {
	ctx := context.Background()
	broker, err := kafka.StartEmbedded(kafka.EmbeddedOptions{})
	if err != nil {
		log.Fatal(err)
	}
	defer broker.Close()
	client, err := kafka.Connect(ctx, kafka.Options{Brokers: []string{broker.Addr()}})
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	topics, err := client.Prepare(ctx, []kafka.Topic{{Name: "factory", Partitions: 1, Replication: -1, Keep: true}})
	if err != nil {
		log.Fatal(err)
	}
	sink, err := client.Sink([]engine.Stream{{Topic: "factory"}}, 0, topics, schema.Sink{})
	if err != nil {
		log.Fatal(err)
	}
	defer sink.Close()
	batch := engine.NewBatch([]engine.Record{
		{Key: []byte("301-001"), Value: []byte(`{"temperature":21.5}`), Timestamp: 1_600_000_000_000},
		{Key: []byte("301-002"), Value: []byte(`{"temperature":22.1}`), Timestamp: 1_600_000_000_003},
	}, func(_ *engine.Batch, o engine.Outcome) { fmt.Println("acked", o.Acked) })
	if err := sink.Write(ctx, batch); err != nil {
		log.Fatal(err)
	}
	if err := sink.Flush(ctx); err != nil {
		log.Fatal(err)
	}

	err = client.Read(ctx, "factory", 0, 0, 2, func(r *readback.Record) error {
		fmt.Printf("%d %s %s\n", r.Offset, r.Key, r.Value)
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}
	// Output:
	// acked 2
	// 0 301-001 {"temperature":21.5}
	// 1 301-002 {"temperature":22.1}
}
