// Package readback is what topics hold, as whoever reads them back sees it: Kafka's
// reader hands it out, and what holds a topic against its plan takes it. It stands
// between them, so that neither has to know the other.
package readback

import (
	"context"

	"github.com/iotsim/iotsim/engine"
)

// A Record is one record as a topic holds it. Its bytes are lent for the call that it
// is handed to.
type Record struct {
	Offset    int64
	Timestamp int64 // Unix milliseconds
	Key       []byte
	Value     []byte
	Headers   []engine.Header
}

// A Source reads topics back. Several reads may run at once.
type Source interface {
	// Read calls do with the records of a partition from offset from to below
	// to, in order. It returns do's error, or why not all of them could be read.
	Read(ctx context.Context, stream engine.Stream, from, to int64, do func(*Record) error) error
}

// Run is the run that a record says it is of; false where it says nothing.
func (r *Record) Run() (run []byte, ok bool) {
	for i := range r.Headers {
		if r.Headers[i].Key == engine.HeaderRun {
			return r.Headers[i].Value, true
		}
	}
	return nil, false
}
