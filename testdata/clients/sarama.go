package clients

import (
	"sync"

	"github.com/IBM/sarama"
)

type saramaClient struct {
	producer sarama.AsyncProducer
	topic    string
	answers  sync.WaitGroup
}

func openSarama(brokers []string, topic string) (client, error) {
	c := sarama.NewConfig()
	c.Version = sarama.V3_6_0_0
	c.Producer.RequiredAcks = sarama.WaitForAll
	c.Producer.Idempotent = true
	c.Net.MaxOpenRequests = 1 // what its idempotence asks for
	c.Producer.Retry.Max = 1_000_000
	c.Producer.Compression = sarama.CompressionLZ4
	c.Producer.Partitioner = sarama.NewManualPartitioner
	c.Producer.MaxMessageBytes = batchBytes
	c.Producer.Flush.Frequency = linger
	c.Producer.Return.Successes = true
	p, err := sarama.NewAsyncProducer(brokers, c)
	if err != nil {
		return nil, err
	}
	s := &saramaClient{producer: p, topic: topic}
	s.answers.Go(func() {
		for m := range p.Successes() {
			m.Metadata.(func(error))(nil)
		}
	})
	s.answers.Go(func() {
		for e := range p.Errors() {
			e.Msg.Metadata.(func(error))(e.Err)
		}
	})
	return s, nil
}

func (s *saramaClient) send(m *message, done func(error)) error {
	s.producer.Input() <- &sarama.ProducerMessage{
		Topic: s.topic, Partition: m.partition, Timestamp: m.time, Metadata: done,
		Key: sarama.ByteEncoder(m.key), Value: sarama.ByteEncoder(m.value),
		Headers: []sarama.RecordHeader{{Key: []byte(headerSequence), Value: m.sequence}},
	}
	return nil
}

func (s *saramaClient) close() error {
	s.producer.AsyncClose()
	s.answers.Wait()
	return nil
}
