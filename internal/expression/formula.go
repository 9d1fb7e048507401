package expression

import (
	"github.com/hashicorp/hcl/v2"

	"github.com/iotsim/iotsim/schema"
)

// A Name is a sensor that a formula or condition may read.
type Name struct {
	Name string
	Kind Kind
}

// A Frame is what a formula or condition reads. The sensor at position i of the list given
// while compiling is Numbers[i], Bools[i] or Texts[i], by its kind; a slice
// that no slot of the formula points into may be nil.
type Frame struct {
	Numbers []float64
	Bools   []bool
	Texts   []string
	Noise   float64 // the draw of the sensor's own noise
	T       float64 // seconds since the scenario's start
	Hour    float64 // of the scenario's local day, 0 <= Hour < 24

	// What a condition knows as value, by its kind. A number that was not measured
	// is NaN, which equals nothing and is neither below nor above anything.
	Value float64
	On    bool
	Word  string
}

// A Formula is a number computed from the sensors before it. It is immutable, so
// any number of goroutines may share it, each with a frame of its own.
type Formula struct {
	eval func(*Frame) float64

	// What eval reads; the rest of the frame need not be filled in.
	UsesNoise, UsesT, UsesHour bool
	Slots                      []int // positions of sensors, ascending

	// Noise is where the formula first names its noise, for the message about
	// a noise that is used but not given.
	Noise hcl.Range
}

// Eval computes the formula. Division by zero and the like give an infinity or
// NaN: the message then says null.
func (f *Formula) Eval(frame *Frame) float64 { return f.eval(frame) }

// CompileFormula checks and lowers a formula that may read the given sensors,
// noise, t and hour. The formula is nil when the diagnostics hold an error, or the
// expression is open.
func CompileFormula(e *schema.Expression, sensors []Name) (*Formula, hcl.Diagnostics) {
	src := newSource(e, "formula")
	l := &lowering[Frame]{source: src, scope: formulaScope(e, sensors)}
	root := l.compile()
	if root.kind != 0 && root.kind != Number {
		src.fault(src.all(), "Formula must give a number", "This one gives %s.%s", root.kind, numberAdvice(root.kind))
	}
	if root.kind == Number && root.constant && !finite(root.value.number) {
		src.fault(src.all(), "Formula is never a number", "It always gives %v, which no message can hold.", root.value.number)
	}
	if src.diags.HasErrors() || e.Open {
		return nil, src.diags
	}
	f := &Formula{eval: root.number, Noise: l.noted("noise")}
	_, f.UsesNoise = l.used["noise"]
	_, f.UsesT = l.used["t"]
	_, f.UsesHour = l.used["hour"]
	for i, s := range sensors {
		if _, ok := l.used[s.Name]; ok {
			f.Slots = append(f.Slots, i)
		}
	}
	return f, src.diags
}

func numberAdvice(k Kind) string {
	if k == Bool {
		return " Write condition ? 1 : 0 for a number."
	}
	return ""
}

// finite is false for infinities and NaN: x - x is 0 for every other number.
func finite(x float64) bool { return x-x == 0 }
