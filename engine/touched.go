package engine

import (
	"context"
	"sync"

	"github.com/iotsim/iotsim/schema"
)

// A Touched is how many readings an effect touches, exactly: as many as have a
// label of it. A reading that several effects touch counts for each of them, so
// what is dropped is at most their sum.
type Touched struct {
	Effect schema.EffectKind `json:"effect"`
	// Changed are those whose message says something else. To know that takes
	// measuring them, which labels do anyway: without labels it is nil, as it is for
	// an effect that changes no message.
	Changed *int64 `json:"changed,omitempty"`
	Changes bool   `json:"-"` // it may change messages, counted or not
	Dropped int64  `json:"dropped,omitempty"`
	Delayed int64  `json:"delayed,omitempty"`
	Doubled int64  `json:"doubled,omitempty"` // sent more than once
}

// changes says whether an effect may change what a message says.
func (e *effect) changes() bool {
	return e.layer < layerOffline || e.Kind == schema.Reboot // which starts device.sequence anew
}

// newTouched is nothing so far for each effect of each fault.
func (p *Program) newTouched(measured bool) [][]Touched {
	all := make([][]Touched, len(p.faults))
	for i, f := range p.faults {
		all[i] = make([]Touched, len(f.effects))
		for j := range f.effects {
			e := &f.effects[j]
			all[i][j] = Touched{Effect: e.Kind, Changes: e.changes()}
			if measured && e.changes() {
				all[i][j].Changed = new(int64)
			}
		}
	}
	return all
}

// touch counts a reading for an effect.
func (t *Touched) touch(kind recordKind) {
	switch kind {
	case recordValue, recordMessage:
		*t.Changed++
	case recordDropped:
		t.Dropped++
	case recordDelayed:
		t.Delayed++
	case recordCopied:
		t.Doubled++
	}
}

// addTouched sums b into a.
func addTouched(a, b [][]Touched) {
	for i := range a {
		for j := range a[i] {
			x, y := &a[i][j], &b[i][j]
			if x.Changed != nil {
				*x.Changed += *y.Changed
			}
			x.Dropped, x.Delayed, x.Doubled = x.Dropped+y.Dropped, x.Delayed+y.Delayed, x.Doubled+y.Doubled
		}
	}
}

// Touched measures every reading that faults may touch and counts them by fault
// and effect, as the plan does where there are labels. It takes as long as
// generating those readings: until ctx ends.
func (p *Program) Touched(ctx context.Context) ([][]Touched, error) {
	total := p.newTouched(true)
	var mutex sync.Mutex // integer sums: their order cannot be seen
	p.fleet.parallel(func(g *group, index int, from, to int64) {
		t := newTally(p)
		t.measured, t.touched = true, p.newTouched(true)
		for d := from; d < to && ctx.Err() == nil; d++ {
			if e := p.entry(g, index, d); e.hit != nil {
				t.touchedBy(ctx, &e)
			}
		}
		mutex.Lock()
		defer mutex.Unlock()
		addTouched(total, t.touched)
	})
	return total, ctx.Err()
}

// touchedBy counts what faults do to a device's readings, and nothing else.
func (t *tally) touchedBy(ctx context.Context, e *entry) {
	e.hit.touched(ctx, e, 0, t.borders[len(t.borders)-1], true, func(r reading) {
		t.deliver(r, func(item) {})
	})
}

// deliver delivers a reading and counts by effect what was done to it; emit gets
// its labels, where it is measured.
func (t *tally) deliver(r reading, emit func(item)) {
	s := &t.sequence
	if !t.measured {
		r.hit.deliver(&s.delivery, r)
		for _, a := range s.delivery.acts {
			t.touched[a.fault][a.effect].touch(a.kind)
		}
		return
	}
	fault, effect := int16(none), int16(none) // of the label before: swap has two
	s.label(r, func(it item) {
		if it.fault != fault || it.effect != effect {
			t.touched[it.fault][it.effect].touch(it.kind)
		}
		fault, effect = it.fault, it.effect
		emit(it)
	})
}
