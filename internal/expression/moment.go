package expression

import (
	"github.com/hashicorp/hcl/v2"

	"github.com/iotsim/iotsim/schema"
)

// A Moment says at which moments something holds. It reads T and Hour of a frame.
// It is immutable, so any number of goroutines may share it.
type Moment struct {
	holds func(*Frame) bool

	UsesHour bool // else Hour need not be filled in
}

// Holds says whether this is one of them.
func (m *Moment) Holds(frame *Frame) bool { return m.holds(frame) }

// CompileMoment checks and lowers a condition over t and hour. The moment is nil
// when the diagnostics hold an error.
func CompileMoment(e *schema.Expression) (*Moment, hcl.Diagnostics) {
	src := newSource(e, "condition")
	l := &lowering[Frame]{source: src, scope: momentScope(e)}
	root := l.compile()
	if root.kind != 0 && root.kind != Bool {
		src.fault(src.all(), "Condition must be true or false",
			"This one gives %s. Write a comparison, such as hour >= 6 && hour < 18.", root.kind)
	}
	if src.diags.HasErrors() {
		return nil, src.diags
	}
	m := &Moment{holds: root.truth}
	_, m.UsesHour = l.used["hour"]
	return m, src.diags
}

// momentScope is the time and the constants.
func momentScope(e *schema.Expression) scope[Frame] {
	const when = "A condition knows what time it is, and neither devices nor readings."
	return scope[Frame]{
		names: map[string]operand[Frame]{
			"t":    numberOf(func(f *Frame) float64 { return f.T }),
			"hour": numberOf(func(f *Frame) float64 { return f.Hour }),
		},
		objects: constantObjects[Frame](e, false),
		later:   map[string]string{"noise": when, "value": when, "device": when + " Which devices is said by where."},
		sees:    "A condition sees t, hour, var and local.",
	}
}
