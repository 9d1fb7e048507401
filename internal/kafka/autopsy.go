package kafka

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/iotsim/iotsim/engine"
	"github.com/twmb/franz-go/pkg/kerr"
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
func (c *Client) Autopsy(ctx context.Context, run string, e *Error) *Error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), autopsyPatience)
	defer cancel()
	switch {
	case e.Topic == "":
	case e.Kind == AnotherWriter && c.ofRun(ctx, e, run):
		return twice(e)
	case errors.Is(e, kerr.OutOfOrderSequenceNumber) && c.keeps(ctx, e):
		return forgotten(e)
	}
	return e
}

// ofRun says whether what lies where the record was due is of the run itself.
func (c *Client) ofRun(ctx context.Context, e *Error, run string) bool {
	own := true
	err := c.Read(ctx, e.Topic, e.Partition, e.Due, e.Landed, func(r *Record) error {
		own = own && r.run() == run
		return nil
	})
	return err == nil && own
}

// run is the run that the record says it is of.
func (r *Record) run() string {
	for _, h := range r.Headers {
		if h.Key == engine.HeaderRun {
			return string(h.Value)
		}
	}
	return ""
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
		Detail: fmt.Sprintf("Offsets %d to %d of %s/%d hold records of this run that were written without a confirmation, and then again. "+
			"Brokers that start again forget producers whose newest event is older than their producer.id.expiration.ms, by default a day: "+
			"raise that above the age of the events, or start later. Or a second process sends the same run. "+
			"verify names what is double; run again with a topic of its own.",
			e.Due, e.Landed-1, e.Topic, e.Partition)}
}

func forgotten(e *Error) *Error {
	return &Error{Kind: Lost, Summary: "Brokers forgot the producer", Cause: e,
		Detail: fmt.Sprintf("%s/%d holds everything that was acknowledged, but its brokers, which started again, "+
			"no longer know which of the records behind it they had written, and take no more of them. "+
			"--resume finds that out and goes on.", e.Topic, e.Partition)}
}
