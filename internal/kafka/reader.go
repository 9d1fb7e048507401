package kafka

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/readback"
	"github.com/twmb/franz-go/pkg/kgo"
)

const (
	// fetchBytes is how much of a partition is asked for at a time, as stored.
	// One answer is read while the next is under way, so a Read holds two of
	// them, and one batch unpacked. Four times as much is no faster.
	fetchBytes = 1 << 20

	// fetchWait is how long a broker may wait until it has something to answer.
	fetchWait = time.Second

	// fetchPatience is how long an answer is waited for before a consumer tries.
	fetchPatience = 10 * time.Second

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
func (c *Client) Read(ctx context.Context, topic string, partition int32, from, to int64, do func(*readback.Record) error) error {
	if from >= to {
		return nil
	}
	r := reader{topic: topic, partition: partition, next: from, to: to, do: do, epoch: -1}
	if err := r.stream(ctx, c); err != nil || r.next >= to {
		return err
	}
	return r.consume(ctx, c)
}

// read is Read of the client's own records, which know their producer too.
func (c *Client) read(ctx context.Context, topic string, partition int32, from, to int64, do func(*kgo.Record) error) error {
	r := reader{topic: topic, partition: partition, next: from, to: to, raw: do, epoch: -1}
	return r.consume(ctx, c)
}

// A reader is a Read under way.
type reader struct {
	client    *kgo.Client // of consume
	topic     string
	partition int32
	next, to  int64
	epoch     int32 // of the leader who wrote what was read last; -1: not known
	do        func(*readback.Record) error
	raw       func(*kgo.Record) error // instead of do, by consume
	record    readback.Record         // lent again and again
}

// errEnd says that the end was reached.
var errEnd = errors.New("the end of what is read")

// stream takes the records out of what brokers store, without the two allocations a
// record that a consumer makes: that is half of what reading costs. Where anything is
// not as it should be, it returns, and consume goes on at r.next.
func (r *reader) stream(ctx context.Context, c *Client) error {
	client, err := c.open(&meter{log: c.options.Logger})
	if err != nil {
		return err
	}
	defer client.Close()
	f := newFetcher(ctx, client, r.topic, r.partition)
	if f == nil {
		return ctx.Err()
	}
	limited, cancel := context.WithCancel(ctx)
	var wait sync.WaitGroup
	defer wait.Wait()
	defer cancel()
	answers := make(chan []byte)
	wait.Go(func() { defer close(answers); f.run(limited, r.next, r.to, answers) })
	u := newUnpacker()
	for stored := range answers {
		if ok, err := r.unpack(u, stored); !ok || err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// unpack hands on the records of an answer; false where it is not plain.
func (r *reader) unpack(u *unpacker, stored []byte) (ok bool, err error) {
	for r.next < r.to {
		batch, rest, whole := cut(stored)
		if !whole {
			break // the last one of an answer is often a part
		}
		var epoch int32
		r.next, epoch, ok, err = u.unpack(batch, r.next, r.hand)
		switch {
		case errors.Is(err, errEnd):
			r.next = r.to
			return true, nil
		case !ok || err != nil:
			return false, err
		}
		r.epoch, stored = epoch, rest
	}
	return true, nil
}

// hand hands one record on.
func (r *reader) hand(k *readback.Record) error {
	if k.Offset >= r.to {
		return errEnd
	}
	return r.do(k)
}

// consume reads with a consumer of Kafka's kind, which follows leaders and waits.
func (r *reader) consume(ctx context.Context, c *Client) error {
	client, err := c.open(&meter{log: c.options.Logger},
		kgo.ConsumePartitions(map[string]map[int32]kgo.Offset{r.topic: {r.partition: kgo.NewOffset().At(r.next).WithEpoch(r.epoch)}}),
		kgo.ConsumeResetOffset(kgo.NoResetOffset()), // what is gone must be said, not skipped
		kgo.KeepControlRecords(),                    // to see the end when the last offset is one
		kgo.FetchMaxBytes(fetchBytes),
		kgo.FetchMaxPartitionBytes(fetchBytes),
		kgo.MaxConcurrentFetches(1),
		kgo.FetchMaxWait(fetchWait),
	)
	if err != nil {
		return err
	}
	defer client.Close()
	r.client = client
	for r.next < r.to {
		if err := r.poll(ctx); err != nil {
			return err
		}
	}
	return nil
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
	if r.raw != nil {
		return r.raw(k)
	}
	headers := r.record.Headers[:0]
	for _, h := range k.Headers {
		headers = append(headers, engine.Header{Key: h.Key, Value: h.Value})
	}
	r.record = readback.Record{Offset: k.Offset, Timestamp: k.Timestamp.UnixMilli(), Key: k.Key, Value: k.Value, Headers: headers}
	return r.do(&r.record)
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
