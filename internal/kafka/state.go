package kafka

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/iotsim/iotsim/engine"
	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kerr"
)

// A TopicState is a topic as it was found.
type TopicState struct {
	Name    string
	ID      string // changes when a topic is deleted and made again; empty before Kafka 2.8
	Created bool   // by Prepare
	Spans   []Span // of partitions 0, 1, …

	Compacted  bool // all but the last record of a key may go
	AppendTime bool // brokers replace timestamps by their own

	leaders         []int32
	largest         int64 // record, with what surrounds it; 0: not known
	maxMessageBytes int64 // 0: not known
}

// A Span is the offsets of a partition, [Start, End).
type Span struct{ Start, End int64 }

// find is the topic of a stream, when it has the stream's partition.
func find(topics []TopicState, s engine.Stream) *TopicState {
	for i := range topics {
		if t := &topics[i]; t.Name == s.Topic && int(s.Partition) < len(t.Spans) {
			return t
		}
	}
	return nil
}

// leaderPause is the time between two looks at a topic whose partitions have no
// leaders yet.
const leaderPause = 50 * time.Millisecond

// Describe reads topics that must exist: their ids and where partitions begin
// and end. The error is an *Error or the context's.
func (c *Client) Describe(ctx context.Context, names ...string) ([]TopicState, error) {
	return c.describe(ctx, names, 0)
}

// describe looks until every partition has a leader, for as long as patience
// lasts: a new topic is there before its leaders are.
func (c *Client) describe(ctx context.Context, names []string, patience time.Duration) ([]TopicState, error) {
	deadline := time.Now().Add(patience)
	for {
		states, err := c.look(ctx, names)
		if err == nil {
			return states, nil
		}
		if time.Now().After(deadline) || !isSettling(err) {
			return nil, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(leaderPause):
		}
	}
}

// isSettling is true of what brokers answer while a new topic spreads among them.
func isSettling(err error) bool {
	var code *kerr.Error
	return errors.As(err, &code) && code.Retriable
}

func (c *Client) look(ctx context.Context, names []string) ([]TopicState, error) {
	found, err := c.metadata(ctx, names)
	if err != nil {
		return nil, err
	}
	states := make([]TopicState, len(names))
	for i, name := range names {
		if states[i], err = state(found[name]); err != nil {
			return nil, err
		}
		settings, err := c.settings(ctx, name)
		if err != nil {
			return nil, err
		}
		states[i].Compacted, states[i].AppendTime = settings.compacts(), settings.stamps()
		states[i].maxMessageBytes, _ = settings.number(maxMessageBytes)
	}
	if err := c.span(ctx, names, states); err != nil {
		return nil, err
	}
	return states, nil
}

// state is a topic without its offsets.
func state(d kadm.TopicDetail) (TopicState, error) {
	s := TopicState{Name: d.Topic, Spans: make([]Span, len(d.Partitions))}
	if d.ID != (kadm.TopicID{}) {
		s.ID = d.ID.String()
	}
	err := d.Err
	for _, p := range d.Partitions.Sorted() {
		if err == nil {
			err = p.Err
		}
		s.leaders = append(s.leaders, p.Leader)
	}
	if err != nil {
		return TopicState{}, unusable(d.Topic, err)
	}
	return s, nil
}

// span fills in where partitions begin and end.
func (c *Client) span(ctx context.Context, names []string, states []TopicState) error {
	limited, cancel := context.WithTimeout(ctx, askPatience)
	defer cancel()
	starts, err := c.admin.ListStartOffsets(limited, names...)
	if err != nil {
		return c.unanswered(ctx, err)
	}
	ends, err := c.admin.ListEndOffsets(limited, names...)
	if err != nil {
		return c.unanswered(ctx, err)
	}
	for _, s := range states {
		for p := range s.Spans {
			var startErr, endErr error
			s.Spans[p].Start, startErr = offset(starts, s.Name, int32(p))
			s.Spans[p].End, endErr = offset(ends, s.Name, int32(p))
			if err := errors.Join(startErr, endErr); err != nil {
				return err
			}
		}
	}
	return nil
}

func offset(l kadm.ListedOffsets, topic string, partition int32) (int64, error) {
	o, ok := l.Lookup(topic, partition)
	if !ok {
		o.Err = kerr.LeaderNotAvailable
	}
	if o.Err != nil {
		return 0, &Error{Kind: Unreachable, Summary: "Offsets cannot be read", Cause: o.Err,
			Detail: fmt.Sprintf("%s/%d: %s.", topic, partition, words(o.Err))}
	}
	return o.Offset, nil
}

func (c *Client) metadata(ctx context.Context, names []string) (kadm.TopicDetails, error) {
	limited, cancel := context.WithTimeout(kadm.WithAuthorizedOps(ctx), askPatience)
	defer cancel()
	m, err := c.admin.Metadata(limited, names...)
	if isAuthorisation(err) {
		return nil, unauthorised(strings.Join(names, ", "), "describe it", err)
	}
	if err != nil {
		return nil, c.unanswered(ctx, err)
	}
	return m.Topics, nil
}
