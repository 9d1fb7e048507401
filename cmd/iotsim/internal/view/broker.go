package view

import (
	"fmt"

	"github.com/iotsim/iotsim/internal/kafka"
)

// A Broker is what a run felt of its brokers.
type Broker struct {
	Requests    int64 `json:"requests"`     // that were answered
	Batches     int64 `json:"batches"`      // that were acked
	Bytes       int64 `json:"bytes"`        // of those, before compression
	WireBytes   int64 `json:"wire_bytes"`   // of those, after compression
	Failures    int64 `json:"failures"`     // connections refused, cut or silent
	Retries     int64 `json:"retries"`      // rounds in which batches were sent again
	LeaderMoves int64 `json:"leader_moves"` // partitions that were seen to change their leader
}

// NewBroker takes what a sink counted.
func NewBroker(s kafka.Stats) *Broker {
	return &Broker{
		Requests: s.Requests, Batches: s.Batches, Bytes: s.Bytes, WireBytes: s.WireBytes,
		Failures: s.Failures, Retries: s.Retries, LeaderMoves: s.LeaderMoves,
	}
}

// String is a line of the summary.
func (b *Broker) String() string {
	s := Plural(b.Requests, "request", "requests")
	if b.WireBytes > 0 {
		s += fmt.Sprintf(", %s as %s (%.1fx)", Bytes(b.Bytes), Bytes(b.WireBytes), float64(b.Bytes)/float64(b.WireBytes))
	}
	if b.Failures+b.Retries+b.LeaderMoves > 0 {
		s += fmt.Sprintf("; %s, %s, %s", Plural(b.Failures, "failure", "failures"),
			Plural(b.Retries, "retry", "retries"), Plural(b.LeaderMoves, "leader moved", "leaders moved"))
	}
	return s
}
