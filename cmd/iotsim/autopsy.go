package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/kafka"
)

const (
	// lookPatience bounds the look at what a topic holds where a run broke off:
	// brokers that have just started again need seconds to know how far it goes.
	lookPatience = 10 * time.Second

	lookPause = 100 * time.Millisecond
)

// autopsy looks at the partition on which a run broke off, where one answer of a
// broker may have two causes: that a record landed elsewhere does not say who wrote
// what lies between, nor that a broker knows a producer no more that its records are
// gone. Every other error stays as it is, and so do these where nobody can be asked.
func (t *targets) autopsy(ctx context.Context, run string, err error) error {
	var k *kafka.Error
	if !errors.As(err, &k) || k.Topic == "" {
		return err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lookPatience)
	defer cancel()
	for _, target := range t.kafka {
		switch c := target.cluster.client; {
		case !slices.Contains(topicNames(target.topics), k.Topic):
		case k.Kind == kafka.AnotherWriter && ofRun(ctx, c, k, run):
			return twice(k)
		case errors.Is(k, kerr.OutOfOrderSequenceNumber) && keeps(ctx, c, k):
			return forgotten(k)
		}
	}
	return err
}

// ofRun says whether what lies where the record was due is of the run itself.
func ofRun(ctx context.Context, c *kafka.Client, k *kafka.Error, run string) bool {
	own := true
	err := c.Read(ctx, k.Topic, k.Partition, k.Due, k.Landed, func(r *kafka.Record) error {
		own = own && runOf(r) == run
		return nil
	})
	return err == nil && own
}

// keeps says whether all that was acknowledged is still there.
func keeps(ctx context.Context, c *kafka.Client, k *kafka.Error) bool {
	for {
		now, err := c.Describe(ctx, k.Topic)
		if err == nil && int(k.Partition) < len(now[0].Spans) && now[0].Spans[k.Partition].End >= k.Due {
			return true
		}
		select {
		case <-ctx.Done():
			return false
		case <-time.After(lookPause):
		}
	}
}

func twice(k *kafka.Error) error {
	return &kafka.Error{Kind: kafka.Lost, Summary: "Brokers wrote records twice", Cause: k,
		Detail: fmt.Sprintf("Offsets %d to %d of %s/%d hold records of this run that were written without a confirmation, and then again. "+
			"Brokers that start again forget producers whose newest event is older than their producer.id.expiration.ms, by default a day: "+
			"raise that above the age of the events, or start later. Or a second process sends the same run. "+
			"verify names what is double; run again with a topic of its own.",
			k.Due, k.Landed-1, k.Topic, k.Partition)}
}

func forgotten(k *kafka.Error) error {
	return &kafka.Error{Kind: kafka.Lost, Summary: "Brokers forgot the producer", Cause: k,
		Detail: fmt.Sprintf("%s/%d holds everything that was acknowledged, but its brokers, which started again, "+
			"no longer know which of the records behind it they had written, and take no more of them. "+
			"--resume finds that out and goes on.", k.Topic, k.Partition)}
}

// runOf is the run that a record says it is of.
func runOf(r *kafka.Record) string {
	for _, h := range r.Headers {
		if h.Key == engine.HeaderRun {
			return string(h.Value)
		}
	}
	return ""
}
