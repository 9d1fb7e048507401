package clients

import (
	"fmt"
	"time"
)

// What all of them are told, as iotsim's own sink is by default.
const (
	partitions = 12
	linger     = 5 * time.Millisecond
	batchBytes = 1_000_012
	inFlight   = 50_000 // records that are sent and not yet answered for
)

// A client sends messages to the partition that each names.
type client interface {
	// send hands a message over; it may block. Later done is told, once and from any
	// goroutine, whether it was acknowledged.
	send(m *message, done func(error)) error

	// close returns when every message was answered for.
	close() error
}

// A maker opens a client.
type maker struct {
	name, module string
	idempotent   bool
	open         func(brokers []string, topic string) (client, error)
}

// makers are the four.
var makers = []maker{
	{"franz-go", "github.com/twmb/franz-go", true, openFranz},
	{"Sarama", "github.com/IBM/sarama", true, openSarama},
	{"segmentio/kafka-go", "github.com/segmentio/kafka-go", false, openSegmentio},
	{"confluent-kafka-go", "github.com/confluentinc/confluent-kafka-go/v2", true, openConfluent},
}

func makerOf(name string) (maker, error) {
	for _, m := range makers {
		if m.name == name {
			return m, nil
		}
	}
	return maker{}, fmt.Errorf("there is no client %q", name)
}
