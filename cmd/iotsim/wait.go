package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/iotsim/iotsim/cmd/iotsim/internal/view"
	"github.com/iotsim/iotsim/internal/kafka"
)

// askAgain is how long brokers that did not answer are left alone.
const askAgain = 500 * time.Millisecond

// reach finds all destinations. Brokers that start beside us may not be there yet: they
// are asked again for as long as --wait-for says. One that answers and says no is not.
func (a *app) reach(ctx context.Context, t *targets, patience time.Duration) error {
	told := false
	for deadline := time.Now().Add(patience); ; {
		err := t.connect(ctx)
		left := time.Until(deadline)
		var k *kafka.Error
		if left <= 0 || !errors.As(err, &k) || k.Kind != kafka.Unreachable {
			return err
		}
		if !told {
			fmt.Fprintf(a.err, "Waiting for brokers, %s at most. %s: %s\n", view.Duration(patience), k.Summary, k.Detail)
			told = true
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(min(left, askAgain)):
		}
	}
}
