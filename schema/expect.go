package schema

import (
	"slices"

	"github.com/zclconf/go-cty/cty"
)

// expect takes an expect block. What it says is checked by the engine.
func (d *decoder) expect(b *body) {
	e := Expectation{Name: b.name, Range: b.head}
	e.That, _ = b.expression("that")
	e.During = b.during()
	e.Settle, _ = b.duration("settle", 0)
	e.Abort, _ = b.boolean("abort")
	b.checkSettle(&e)
	if !b.named() {
		return
	}
	for _, other := range d.scenario.Expectations {
		if other.Name == e.Name {
			d.errorf(b.head, "Duplicate expect", "There is an expect %q already, at %s.", e.Name, where(other.Range))
			return
		}
	}
	if len(d.scenario.Expectations) == maxExpectations {
		d.errorf(b.head, "Too many expectations", "A scenario has at most %d blocks expect.", maxExpectations)
	}
	d.scenario.Expectations = append(d.scenario.Expectations, e)
}

// during reads a reference to a phase, or a list of them: names in the order
// written.
func (b *body) during() []string {
	v, ok := b.value("during")
	if !ok {
		return nil
	}
	elements := []cty.Value{v}
	if t := v.Type(); t.IsTupleType() || t.IsListType() || t.IsSetType() {
		elements = v.AsValueSlice()
		if len(elements) == 0 {
			b.refuse("during", "List is empty", "An expectation over no phase says nothing. Name a phase, or leave \"during\" out: it is then about the whole run.")
		}
	}
	var names []string
	for _, e := range elements {
		ref, ok := b.d.referentValue(e, "phase", b, "during")
		if !ok {
			return nil
		}
		name := ref.name
		if slices.Contains(names, name) {
			b.refuse("during", "Phase listed twice", "The phase %q is in the list already.", name)
			continue
		}
		names = append(names, name)
	}
	return names
}

// checkSettle refuses an expectation that leaves out all there is.
func (b *body) checkSettle(e *Expectation) {
	s := b.d.scenario
	known := len(e.During) == 0 && !b.d.lost("phase")
	for _, p := range s.Phases {
		switch {
		case p.Duration == 0: // it goes on forever, or was reported
			known = false
		case slices.Contains(e.During, p.Name) && e.Settle >= p.Duration:
			b.refuse("settle", "Settle is too long",
				"Phase %q takes %s, so nothing is left of it after %s. Write less than that.", p.Name, durationText(p.Duration), durationText(e.Settle))
			return
		}
	}
	if total := s.before(len(s.Phases)); known && total > 0 && e.Settle >= total {
		b.refuse("settle", "Settle is too long",
			"All phases together take %s, so nothing is left after %s. Write less than that.", durationText(total), durationText(e.Settle))
	}
}
