package kafka

import (
	"context"
	"time"

	"github.com/iotsim/iotsim/engine"
	"github.com/twmb/franz-go/pkg/kgo"
)

// A flight is a run of records of one stream on its way: the client's records
// for the engine's, and how many of them are still out. Flights are reused, so
// that in the long run a message costs no allocation: records, headers and the
// one promise that all records of a flight share stay with it.
//
// From the first Produce to the last promise only the client's promise goroutine
// touches left and outcome.
type flight struct {
	sink    *Sink
	stream  *stream
	batch   *engine.Batch
	bytes   int64
	records []kgo.Record
	headers []kgo.RecordHeader
	left    int
	outcome engine.Outcome
	promise func(*kgo.Record, error)
}

func newFlight(s *Sink) *flight {
	f := &flight{sink: s}
	f.promise = f.land
	return f
}

// load makes the client's records. They share the batch's bytes, which stay as
// they are until the batch is resolved.
func (f *flight) load(b *engine.Batch, records []engine.Record, bytes int64) {
	f.stream = &f.sink.streams[records[0].Stream]
	f.batch, f.bytes, f.left, f.outcome = b, bytes, len(records), engine.Outcome{}
	f.loadHeaders(records)
	if cap(f.records) < len(records) {
		f.records = make([]kgo.Record, len(records))
	}
	f.records = f.records[:len(records)]
	headers := f.headers
	for i := range records {
		r, n := &records[i], len(records[i].Headers)
		f.records[i] = kgo.Record{
			Key:       r.Key,
			Value:     r.Value,
			Headers:   headers[:n:n],
			Timestamp: time.UnixMilli(r.Timestamp),
			Topic:     f.stream.topic,
			Partition: f.stream.partition,
		}
		headers = headers[n:]
	}
}

// loadHeaders comes before the records, because they point into the slice and
// it must grow no more.
func (f *flight) loadHeaders(records []engine.Record) {
	f.headers = f.headers[:0]
	for i := range records {
		for _, h := range records[i].Headers {
			f.headers = append(f.headers, kgo.RecordHeader{Key: h.Key, Value: h.Value})
		}
	}
}

// start hands the records over. Their context never ends: a record that may have
// been sent cannot be called back.
func (f *flight) start() {
	for i := range f.records {
		f.stream.client.Produce(context.Background(), &f.records[i], f.promise)
	}
}

// land is the promise of each record. A stream's client runs promises one at a time,
// those of a partition in the order in which they were produced.
func (f *flight) land(r *kgo.Record, err error) {
	if stop := f.stream.check(r.Offset, err, &f.outcome); stop != nil {
		f.sink.gate.shut(stop)
	}
	if f.left--; f.left == 0 {
		f.sink.finish(f)
	}
}
