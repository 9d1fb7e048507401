package expression

import (
	"github.com/hashicorp/hcl/v2"

	"github.com/iotsim/iotsim/schema"
)

// A Condition says whether a status word holds of a sensor's value. It is
// immutable, so any number of goroutines may share it, each with a frame of its
// own.
type Condition struct {
	holds func(*Frame) bool

	UsesT, UsesHour bool // the rest of the frame is to be filled in
}

// Holds says whether the word fits.
func (c *Condition) Holds(frame *Frame) bool { return c.holds(frame) }

// CompileCondition checks and lowers a condition that may read the given sensors,
// value, which is of the given kind, t and hour. The condition is nil when the
// diagnostics hold an error.
func CompileCondition(e *schema.Expression, sensors []Name, value Kind) (*Condition, hcl.Diagnostics) {
	src := newSource(e, "status")
	l := &lowering[Frame]{source: src, scope: conditionScope(e, sensors, value)}
	root := l.compile()
	if root.kind != 0 && root.kind != Bool {
		src.fault(src.all(), "Status must be true or false",
			"This one gives %s. Write a comparison, such as value > 80.", root.kind)
	}
	if src.diags.HasErrors() || e.Open {
		return nil, src.diags
	}
	c := &Condition{holds: root.truth}
	_, c.UsesT = l.used["t"]
	_, c.UsesHour = l.used["hour"]
	return c, src.diags
}

// conditionScope is that of a formula, with value and without noise.
func conditionScope(e *schema.Expression, sensors []Name, value Kind) scope[Frame] {
	s := formulaScope(e, sensors)
	delete(s.names, "noise")
	s.later = map[string]string{
		"noise":  "The noise is known to formulas only.",
		"device": "A status knows readings, and not the device that makes them.",
	}
	afterwards(e, s.later)
	unitless(e, s.later, timeUnits)
	before := make([]string, len(sensors))
	for i, sensor := range sensors {
		before[i] = sensor.Name
	}
	s.sees = "A status sees value, t, hour, var, local and the sensors written before its own" + listed(before) + "."
	switch value {
	case Bool:
		s.names["value"] = truthOf(func(f *Frame) bool { return f.On })
	case Text:
		s.names["value"] = textOf(func(f *Frame) string { return f.Word })
	default:
		s.names["value"] = numberOf(func(f *Frame) float64 { return f.Value })
	}
	return s
}
