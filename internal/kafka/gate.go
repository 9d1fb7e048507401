package kafka

import (
	"context"
	"sync"
)

// A gate bounds what is buffered, in records and bytes. The producer has limits
// of its own, but makes a goroutine and a channel for each record that waits;
// here a whole batch waits, and can still be given back unsent.
type gate struct {
	mu      sync.Mutex
	changed sync.Cond
	records int64 // still free; below zero while an outsized batch is inside
	bytes   int64
	full    struct{ records, bytes int64 }
	err     error // set when nobody may enter any more
}

func newGate(records, bytes int64) *gate {
	g := &gate{records: records, bytes: bytes}
	g.full.records, g.full.bytes = records, bytes
	g.changed.L = &g.mu
	return g
}

// enter waits until the batch fits or the gate is empty: a batch above the limit
// goes alone. It returns the gate's error once that is shut, else the context's.
func (g *gate) enter(ctx context.Context, records, bytes int64) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.err == nil && !g.fits(records, bytes) {
		defer context.AfterFunc(ctx, g.wake)()
	}
	for g.err == nil && ctx.Err() == nil && !g.fits(records, bytes) {
		g.changed.Wait()
	}
	if g.err != nil {
		return g.err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	g.records -= records
	g.bytes -= bytes
	return nil
}

func (g *gate) fits(records, bytes int64) bool {
	return records <= g.records && bytes <= g.bytes || g.records == g.full.records
}

func (g *gate) leave(records, bytes int64) {
	g.mu.Lock()
	g.records += records
	g.bytes += bytes
	g.mu.Unlock()
	g.changed.Broadcast()
}

// shut turns everybody away from now on. The first reason stays.
func (g *gate) shut(err error) {
	g.mu.Lock()
	if g.err == nil {
		g.err = err
	}
	g.mu.Unlock()
	g.changed.Broadcast()
}

// reason is why the gate is shut; nil while it is open.
func (g *gate) reason() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.err
}

// wake lets who waits look at its context. Under the lock, so that nobody is
// between looking and waiting.
func (g *gate) wake() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.changed.Broadcast()
}
