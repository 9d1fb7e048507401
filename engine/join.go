package engine

import (
	"context"
	"errors"
	"sync"
)

// Join makes one sink of several, one for each of a plan's; those of which no
// stream is sent may be nil. A batch goes to the sink of its streams. All share
// the run's batches: while one of them holds all there are, the others wait, so
// the slowest sets the pace.
func Join(p *Plan, sinks []Sink) Sink {
	if len(sinks) == 1 {
		return sinks[0]
	}
	return &joint{p.Streams, sinks}
}

type joint struct {
	streams []Stream
	sinks   []Sink
}

// Write hands the batch on.
func (j *joint) Write(ctx context.Context, b *Batch) error {
	return j.sinks[j.streams[b.Records[0].Stream].Sink].Write(ctx, b)
}

// Confirms says what the stream's sink says of it.
func (j *joint) Confirms(stream int) bool { return confirms(j.sinks[j.streams[stream].Sink], stream) }

// Flush waits for all of them at once: what ends the wait for one must not find
// another that was never waited for.
func (j *joint) Flush(ctx context.Context) error {
	errs := make([]error, len(j.sinks))
	var flushes sync.WaitGroup
	for i, s := range j.sinks {
		if s != nil {
			flushes.Go(func() { errs[i] = s.Flush(ctx) })
		}
	}
	flushes.Wait()
	return errors.Join(errs...)
}
