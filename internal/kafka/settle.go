package kafka

import (
	"context"
	"fmt"
	"time"
)

const (
	// stillness is how long partitions must not have grown. What a writer that was
	// killed had given to its network may still be on its way; nothing tells when the
	// last of it has come.
	stillness = time.Second

	// settlePatience is how long a topic may go on growing: the buffers of a writer
	// that is gone are empty long before.
	settlePatience = 10 * time.Second

	settlePause = 100 * time.Millisecond
)

// Settle waits until partitions stand still and reads where they begin and end then.
// topics are what Prepare or Describe found; mine says which partitions count. The
// error is an *Error, of kind AnotherWriter when they go on growing, or the context's.
func (c *Client) Settle(ctx context.Context, topics []TopicState, mine func(partition int32) bool) ([]TopicState, error) {
	names := make([]string, len(topics))
	for i := range topics {
		names[i] = topics[i].Name
	}
	last, began := topics, time.Now()
	for since := began; time.Since(since) < stillness; {
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(settlePause):
		}
		now := make([]TopicState, len(topics))
		for i := range topics {
			now[i] = topics[i]
			now[i].Spans = make([]Span, len(topics[i].Spans))
		}
		if err := c.span(ctx, names, now); err != nil {
			return nil, err
		}
		if grown := grown(last, now, mine); grown != "" {
			since = time.Now()
			if since.Sub(began) > settlePatience {
				return nil, &Error{Kind: AnotherWriter, Summary: "Topic is still being written",
					Detail: fmt.Sprintf("%s has not stood still for %v, so the run may still be going on in another process. Wait for it, or stop it; then resume.", grown, settlePatience)}
			}
		}
		last = now
	}
	return last, nil
}

// grown names a partition whose end has moved; empty when none has.
func grown(before, now []TopicState, mine func(partition int32) bool) string {
	for i := range now {
		for p := range now[i].Spans {
			if mine(int32(p)) && now[i].Spans[p].End != before[i].Spans[p].End {
				return fmt.Sprintf("%s/%d", now[i].Name, p)
			}
		}
	}
	return ""
}
