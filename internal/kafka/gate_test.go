package kafka

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

// entering reports on a channel how an enter ended.
func entering(ctx context.Context, g *gate, records, bytes int64) <-chan error {
	done := make(chan error, 1)
	go func() { done <- g.enter(ctx, records, bytes) }()
	return done
}

func waits(t *testing.T, done <-chan error) {
	t.Helper()
	synctest.Wait()
	select {
	case err := <-done:
		t.Fatalf("it did not wait (%v)", err)
	default:
	}
}

func TestAGateHoldsRecordsAndBytes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate(10, 100)
		ctx := t.Context()
		if err := g.enter(ctx, 6, 60); err != nil {
			t.Fatal(err)
		}
		records := entering(ctx, g, 5, 1)
		bytes := entering(ctx, g, 1, 50)
		waits(t, records)
		waits(t, bytes)
		g.leave(6, 60)
		if err := errors.Join(<-records, <-bytes); err != nil {
			t.Fatal(err)
		}
	})
}

func TestAnOutsizedBatchGoesAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate(10, 100)
		ctx := t.Context()
		if err := g.enter(ctx, 50, 5000); err != nil {
			t.Fatal(err)
		}
		next := entering(ctx, g, 1, 1)
		waits(t, next)
		g.leave(50, 5000)
		if err := <-next; err != nil {
			t.Fatal(err)
		}
		outsized := entering(ctx, g, 50, 1)
		waits(t, outsized)
		g.leave(1, 1)
		if err := <-outsized; err != nil {
			t.Fatal(err)
		}
	})
}

func TestAShutGateTurnsAllAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate(1, 1)
		if err := g.enter(t.Context(), 1, 1); err != nil {
			t.Fatal(err)
		}
		waiting := entering(t.Context(), g, 1, 1)
		waits(t, waiting)
		first := errors.New("first")
		g.shut(first)
		g.shut(errors.New("second"))
		if err := <-waiting; err != first {
			t.Errorf("who waited got %v, want the first reason", err)
		}
		g.leave(1, 1)
		if err := g.enter(t.Context(), 1, 1); err != first {
			t.Errorf("who came later got %v, want the first reason", err)
		}
	})
}

func TestWaitingAtAGateEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate(1, 1)
		if err := g.enter(t.Context(), 1, 1); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		if err := g.enter(ctx, 1, 1); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("it got %v, want the deadline", err)
		}
		g.leave(1, 1)
		if err := g.enter(t.Context(), 1, 1); err != nil {
			t.Errorf("who gave up still holds a place: %v", err)
		}
	})
}
