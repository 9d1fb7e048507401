package verify

import (
	"context"

	"github.com/iotsim/iotsim/engine"
)

// A Record is one record as a topic holds it. Its bytes are lent for the call
// that it is handed to.
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
