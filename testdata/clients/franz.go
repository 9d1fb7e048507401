package clients

import (
	"context"

	"github.com/twmb/franz-go/pkg/kgo"
)

type franz struct {
	client *kgo.Client
	topic  string
}

func openFranz(brokers []string, topic string) (client, error) {
	c, err := kgo.NewClient(
		kgo.SeedBrokers(brokers...),
		kgo.RecordPartitioner(kgo.ManualPartitioner()),
		kgo.ProducerBatchCompression(kgo.Lz4Compression()),
		kgo.ProducerBatchMaxBytes(batchBytes),
		kgo.ProducerLinger(linger),
		kgo.MaxBufferedRecords(inFlight),
	)
	return &franz{c, topic}, err
}

func (f *franz) send(m *message, done func(error)) error {
	r := &kgo.Record{
		Topic: f.topic, Partition: m.partition, Key: m.key, Value: m.value, Timestamp: m.time,
		Headers: []kgo.RecordHeader{{Key: headerSequence, Value: m.sequence}},
	}
	f.client.Produce(context.Background(), r, func(_ *kgo.Record, err error) { done(err) })
	return nil
}

func (f *franz) close() error {
	defer f.client.Close()
	return f.client.Flush(context.Background())
}
