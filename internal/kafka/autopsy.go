package kafka

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
)

const (
	// autopsyPatience bounds the look at where a run broke off: brokers that have
	// just started again need seconds to know how far a partition goes.
	autopsyPatience = 10 * time.Second

	autopsyPause = 100 * time.Millisecond
)

// Autopsy looks at the partition on which a run broke off, where one answer of a
// broker may have two causes: that a record landed elsewhere does not say who wrote
// what lies between, nor that a broker knows a producer no more that its records are
// gone. It gives the error that names the cause, or the same where nothing more is
// to be learnt.
func (c *Client) Autopsy(ctx context.Context, e *Error) *Error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), autopsyPatience)
	defer cancel()
	switch {
	case e.Topic == "":
	case e.Kind == AnotherWriter && c.ourOwn(ctx, e):
		return twice(e)
	case errors.Is(e, kerr.OutOfOrderSequenceNumber) && c.keeps(ctx, e):
		return forgotten(e)
	}
	return e
}

// ourOwn says whether one producer wrote the record that landed elsewhere and all that
// lies where it was due. A second process that sends the same run is another one.
func (c *Client) ourOwn(ctx context.Context, e *Error) bool {
	producers := make(map[int64]bool)
	err := c.read(ctx, e.Topic, e.Partition, e.Due, e.Landed+1, func(r *kgo.Record) error {
		producers[r.ProducerID] = true
		return nil
	})
	return err == nil && len(producers) == 1
}

// keeps says whether all that was acknowledged is still there.
func (c *Client) keeps(ctx context.Context, e *Error) bool {
	for {
		now, err := c.Describe(ctx, e.Topic)
		if err == nil && int(e.Partition) < len(now[0].Spans) && now[0].Spans[e.Partition].End >= e.Due {
			return true
		}
		select {
		case <-ctx.Done():
			return false
		case <-time.After(autopsyPause):
		}
	}
}

func twice(e *Error) *Error {
	return &Error{Kind: Lost, Summary: "Brokers wrote records twice", Cause: e,
		Detail: fmt.Sprintf("Offsets %d to %d of %s/%d hold records that were written without a confirmation, and then again. "+
			"Brokers that start again forget producers whose newest event is older than their producer.id.expiration.ms, by default a day: "+
			"raise that above the age of the events, or start later. "+
			"verify names what is double; run again with a topic of its own.",
			e.Due, e.Landed-1, e.Topic, e.Partition)}
}

func forgotten(e *Error) *Error {
	return &Error{Kind: Lost, Summary: "Brokers forgot the producer", Cause: e,
		Detail: fmt.Sprintf("%s/%d holds everything that was acknowledged, but its brokers, which started again, "+
			"no longer know which of the records behind it they had written, and take no more of them. "+
			"--resume finds that out and goes on.", e.Topic, e.Partition)}
}
