package output

import (
	"context"

	"github.com/iotsim/iotsim/engine"
)

// Null acks everything and keeps nothing: what a run costs without a destination.
func Null() engine.Sink { return null{} }

type null struct{}

func (null) Write(_ context.Context, b *engine.Batch) error {
	b.Resolve(engine.Outcome{Acked: int64(len(b.Records))})
	return nil
}

func (null) Confirms(int) bool { return false }

func (null) Flush(context.Context) error { return nil }
