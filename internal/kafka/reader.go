package kafka

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/iotsim/iotsim/engine"
	"github.com/twmb/franz-go/pkg/kgo"
)

// A Record is one record as a topic holds it. It and its bytes are lent: they
// stay as they are until the function that was called with it returns.
type Record struct {
	Offset    int64
	Timestamp int64 // Unix milliseconds
	Key       []byte
	Value     []byte
	Headers   []engine.Header
}

const (
	// fetchBytes is how much of a partition is asked for at a time, as stored.
	// One answer is read while the next is under way, so a Read holds two of
	// them, unpacked. Four times as much is no faster.
	fetchBytes = 1 << 20

	// stallPatience is how long Read waits for the next record. All that it is
	// asked for has already been acked, so a healthy broker never needs it.
	stallPatience = 30 * time.Second
)

// Read calls do with the records of a partition from offset from to below to, in
// order. It sees what an ordinary consumer sees (read_uncommitted), but never
// control records. An offset that no record has is passed over: do sees it as a
// jump. Read ends with do's error, or an *Error when the range is not all there.
//
// Several Reads may run at once; each has a connection of its own.
func (c *Client) Read(ctx context.Context, topic string, partition int32, from, to int64, do func(*Record) error) error {
	var record Record // lent again and again
	return c.read(ctx, topic, partition, from, to, func(k *kgo.Record) error {
		record.load(k)
		return do(&record)
	})
}

// read is Read of the client's own records, which know their producer too.
func (c *Client) read(ctx context.Context, topic string, partition int32, from, to int64, do func(*kgo.Record) error) error {
	if from >= to {
		return nil
	}
	client, err := c.open(&meter{log: c.options.Logger},
		kgo.ConsumePartitions(map[string]map[int32]kgo.Offset{topic: {partition: kgo.NewOffset().At(from)}}),
		kgo.ConsumeResetOffset(kgo.NoResetOffset()), // what is gone must be said, not skipped
		kgo.KeepControlRecords(), // to see the end when the last offset is one
		kgo.FetchMaxBytes(fetchBytes),
		kgo.FetchMaxPartitionBytes(fetchBytes),
		kgo.MaxConcurrentFetches(1),
		kgo.FetchMaxWait(time.Second),
	)
	if err != nil {
		return err
	}
	defer client.Close()
	r := reader{client: client, topic: topic, partition: partition, next: from, to: to, do: do}
	for r.next < to {
		if err := r.poll(ctx); err != nil {
			return err
		}
	}
	return nil
}

// A reader is a Read under way.
type reader struct {
	client    *kgo.Client
	topic     string
	partition int32
	next, to  int64
	do        func(*kgo.Record) error
}

func (r *reader) poll(ctx context.Context) error {
	limited, cancel := context.WithTimeout(ctx, stallPatience)
	defer cancel()
	fetches := r.client.PollFetches(limited)
	if err := r.failure(ctx, fetches); err != nil {
		return err
	}
	for iter := fetches.RecordIter(); !iter.Done(); {
		if err := r.take(iter.Next()); err != nil {
			return err
		}
	}
	return nil
}

// take hands one record on. What lies at or beyond the end was fetched with the
// rest and is nobody's business.
func (r *reader) take(k *kgo.Record) error {
	if k.Offset >= r.to {
		r.next = r.to
		return nil
	}
	r.next = k.Offset + 1
	if k.Attrs.IsControl() {
		return nil
	}
	return r.do(k)
}

// load takes over what the client has read.
func (r *Record) load(k *kgo.Record) {
	r.Offset = k.Offset
	r.Timestamp = k.Timestamp.UnixMilli()
	r.Key, r.Value = k.Key, k.Value
	r.Headers = r.Headers[:0]
	for _, h := range k.Headers {
		r.Headers = append(r.Headers, engine.Header{Key: h.Key, Value: h.Value})
	}
}

// failure is why a poll brought nothing.
func (r *reader) failure(ctx context.Context, fetches kgo.Fetches) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	err := fetches.Err()
	if err == nil {
		return nil
	}
	e := &Error{Kind: Lost, Summary: "Partition cannot be read", Cause: err,
		Detail: fmt.Sprintf("%s/%d from offset %d: %s.", r.topic, r.partition, r.next, words(err))}
	var lost *kgo.ErrDataLoss
	switch {
	case errors.As(err, &lost):
		e.Summary, e.Gone = "Partition has lost records", max(1, lost.ConsumedTo-lost.ResetTo)
	case isAuthorisation(err):
		return unauthorised(r.topic, "read it", err)
	case errors.Is(err, context.DeadlineExceeded):
		e.Kind = Unreachable
		e.Detail = fmt.Sprintf("Nothing came from %s/%d at offset %d for %v.", r.topic, r.partition, r.next, stallPatience)
	}
	return e
}
