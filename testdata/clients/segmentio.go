package clients

import (
	"context"
	"math"

	"github.com/segmentio/kafka-go"
	"github.com/segmentio/kafka-go/compress"
)

type segmentio struct{ writer *kafka.Writer }

// byNumber sends a message where its WriterData says.
type byNumber struct{}

func (byNumber) Balance(m kafka.Message, partitions ...int) int {
	return partitions[m.WriterData.(*pending).partition]
}

// A pending is a message that waits for its answer.
type pending struct {
	partition int32
	done      func(error)
}

func openSegmentio(brokers []string, topic string) (client, error) {
	return &segmentio{&kafka.Writer{
		Addr:         kafka.TCP(brokers...),
		Topic:        topic,
		Balancer:     byNumber{},
		RequiredAcks: kafka.RequireAll,
		Compression:  compress.Lz4,
		MaxAttempts:  math.MaxInt32,
		BatchBytes:   batchBytes,
		BatchSize:    inFlight,
		BatchTimeout: linger,
		Async:        true,
		Completion: func(messages []kafka.Message, err error) {
			for i := range messages {
				messages[i].WriterData.(*pending).done(err)
			}
		},
	}}, nil
}

func (s *segmentio) send(m *message, done func(error)) error {
	return s.writer.WriteMessages(context.Background(), kafka.Message{
		Key: m.key, Value: m.value, Time: m.time, WriterData: &pending{m.partition, done},
		Headers: []kafka.Header{{Key: headerSequence, Value: m.sequence}},
	})
}

func (s *segmentio) close() error { return s.writer.Close() }
