package clients

import (
	"strings"
	"sync"

	"github.com/confluentinc/confluent-kafka-go/v2/kafka"
)

type confluent struct {
	producer *kafka.Producer
	topic    string
	answers  sync.WaitGroup
}

func openConfluent(brokers []string, topic string) (client, error) {
	p, err := kafka.NewProducer(&kafka.ConfigMap{
		"bootstrap.servers":            strings.Join(brokers, ","),
		"acks":                         "all",
		"enable.idempotence":           true,
		"compression.type":             "lz4",
		"batch.size":                   batchBytes,
		"batch.num.messages":           inFlight,
		"linger.ms":                    int(linger.Milliseconds()),
		"queue.buffering.max.messages": 2 * inFlight,
		"message.timeout.ms":           0, // for as long as it takes
		"go.delivery.reports":          true,
	})
	if err != nil {
		return nil, err
	}
	c := &confluent{producer: p, topic: topic}
	c.answers.Go(func() {
		for e := range p.Events() {
			if m, ok := e.(*kafka.Message); ok {
				m.Opaque.(func(error))(m.TopicPartition.Error)
			}
		}
	})
	return c, nil
}

func (c *confluent) send(m *message, done func(error)) error {
	return c.producer.Produce(&kafka.Message{
		TopicPartition: kafka.TopicPartition{Topic: &c.topic, Partition: m.partition},
		Key:            m.key, Value: m.value, Timestamp: m.time, Opaque: done,
		Headers: []kafka.Header{{Key: headerSequence, Value: m.sequence}},
	}, nil)
}

func (c *confluent) close() error {
	for c.producer.Flush(1000) > 0 {
	}
	c.producer.Close()
	c.answers.Wait()
	return nil
}
