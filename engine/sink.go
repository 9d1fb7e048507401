package engine

import (
	"context"
	"time"
)

// A Stream is the unit of order: one partition of one topic of one sink. A plan
// lists its streams; everywhere else a stream is its index in that list.
type Stream struct {
	Sink      int    `json:"sink,omitempty"` // index in Plan.Sinks
	Topic     string `json:"topic"`
	Partition int32  `json:"partition"`
	Labels    bool   `json:"labels,omitempty"` // ground truth instead of data
}

// A Header is one header of a record.
type Header struct {
	Key   string
	Value []byte
}

// A Record is one rendered record. Its bytes belong to the Batch that holds it.
type Record struct {
	Stream    int // index in Plan.Streams
	Key       []byte
	Value     []byte
	Headers   []Header
	Timestamp int64 // event time, Unix milliseconds
	Send      int64 // planned send time, nanoseconds since the scenario's start
}

// A Batch is a run of records in canonical order, with the memory that backs
// them. The records of a batch are of one stream, except in a merged sequence.
//
// A batch is lent: Sink.Write receives it, and the sink gives it back by
// resolving every record. Until then its bytes stay as they are; after the last
// record is resolved the batch is reused and must not be touched.
type Batch struct {
	Records []Record

	// Scratch is the sink's: what it leaves there it finds when it is lent the batch
	// again. So what a batch needs on its way lives and goes with the batch.
	Scratch any

	buffer  []byte   // keys, values and header values of Records
	headers []Header // headers of Records
	nulls   int64    // values of Records that are null because a formula gave no finite number
	release func(b *Batch, o Outcome)

	// Of a batch that a Run lends:
	lane    *lane
	segment int           // of the time line, as expectations cut it
	room    int64         // records that it counts as; the pool's
	kept    int64         // records that it has memory for; the pool's
	pending int64         // records that are not resolved; the ledger's
	written time.Duration // when it was given to the sink
}

// An Outcome counts how records ended. Each record ends exactly once.
//
// Where a batch holds several streams, the first records of it that are not yet
// resolved are meant, and of those acked before unknown before failed.
type Outcome struct {
	Acked   int64 // the destination confirmed it
	Failed  int64 // it was certainly not written
	Unknown int64 // it may or may not have been written
	Err     error // why records failed or are unknown; nil when all were acked
}

// NewBatch makes a batch outside of Run, to try a Sink with. Its records' bytes
// are the caller's. resolved, which may be nil, hears of every Resolve, from the
// goroutine that calls it.
func NewBatch(records []Record, resolved func(*Batch, Outcome)) *Batch {
	return &Batch{Records: records, release: resolved}
}

// Resolve says how some of the batch's records ended. It may be called from any
// goroutine and any number of times; over all calls every record is counted once.
// More than that is a bug of the sink's, and panics.
func (b *Batch) Resolve(o Outcome) {
	if b.release != nil {
		b.release(b, o)
	}
}

// A Sink takes records. Run calls Write from several goroutines, but batches of
// one stream only ever from one goroutine at a time and in order.
//
// A sink may hold batches for as long as it likes, but not until it gets another:
// when it has all there are, none will come before it resolves one.
type Sink interface {
	// Write takes over the batch. It may block: that is the back-pressure. An
	// error ends the run; the batch's records must be resolved all the same.
	Write(ctx context.Context, b *Batch) error

	// Flush returns when every record that was written is resolved, or when ctx
	// ends: then what is left is resolved as unknown before it returns.
	Flush(ctx context.Context) error
}

// A Confirmer is a Sink that says whether its acks are worth anything. Those of a
// file are its own: expectations on them are not applicable. The acks of a sink
// that says nothing are taken for its destination's.
type Confirmer interface {
	Sink

	// Confirms says whether the destination acknowledges a stream's records.
	Confirms(stream int) bool
}

func confirms(s Sink, stream int) bool {
	c, ok := s.(Confirmer)
	return !ok || c.Confirms(stream)
}
