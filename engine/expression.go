package engine

import (
	"github.com/hashicorp/hcl/v2"

	"github.com/iotsim/iotsim/schema"
)

// Quoted expressions are expr-lang source: expr parses and checks them, and
// what it accepts is lowered to closures over flat slots. A closure takes some
// nanoseconds and allocates nothing, where expr's own machine boxes every
// number. The machine stays as the oracle of the tests.
//
// There are two kinds. A formula gives a sensor's number at every reading; a
// selector says which devices a fault may hit, and is evaluated while planning.
//
//	expression_parse.go    limits, expr's parser and checker, positions
//	expression_names.go    what an expression may name, and near names
//	expression_lower.go    the walk over the tree
//	expression_operator.go the kinds that each operator takes
//	expression_function.go abs ceil floor max min round sqrt
//	expression_operand.go  what a node becomes
//	expression_closure.go  one closure an operation

// exprKind is the kind of a value. No value changes its kind by itself.
type exprKind uint8

const (
	exprNumber exprKind = 1 + iota // float64
	exprBool
	exprText
)

// String is the kind as messages say it: "temperature is a number".
func (k exprKind) String() string {
	switch k {
	case exprNumber:
		return "a number"
	case exprBool:
		return "true or false"
	case exprText:
		return "text"
	}
	return "unknown"
}

// exprName is a sensor that a formula may read.
type exprName struct {
	Name string
	Kind exprKind
}

// exprFrame is what a formula reads. The sensor at position i of the list given
// to compileFormula is Numbers[i], Bools[i] or Texts[i], by its kind; a slice
// that no slot of the formula points into may be nil.
type exprFrame struct {
	Numbers []float64
	Bools   []bool
	Texts   []string
	Noise   float64 // the draw of the sensor's own noise
	T       float64 // seconds since the scenario's start
	Hour    float64 // of the scenario's local day, 0 <= Hour < 24
}

// formula is a number computed from the sensors before it. It is immutable, so
// any number of goroutines may share it, each with a frame of its own.
type formula struct {
	eval func(*exprFrame) float64

	// What eval reads; the rest of the frame need not be filled in.
	usesNoise, usesT, usesHour bool
	slots                      []int // positions of sensors, ascending

	// noise is where the formula first names its noise, for the message about
	// a noise that is used but not given.
	noise hcl.Range
}

// Eval computes the formula. Division by zero and the like give an infinity or
// NaN: the message then says null.
func (f *formula) Eval(frame *exprFrame) float64 { return f.eval(frame) }

// compileFormula checks and lowers a formula that may read the given sensors,
// noise, t and hour. The formula is nil when the diagnostics hold an error.
func compileFormula(e *schema.Expression, sensors []exprName) (*formula, hcl.Diagnostics) {
	src := newExprSource(e, "formula")
	l := &lowering[exprFrame]{exprSource: src, scope: formulaScope(e, sensors)}
	root := l.compile()
	if root.kind != 0 && root.kind != exprNumber {
		src.fault(src.all(), "Formula must give a number", "This one gives %s.%s", root.kind, numberAdvice(root.kind))
	}
	if root.kind == exprNumber && root.constant && !exprFinite(root.value.number) {
		src.fault(src.all(), "Formula is never a number", "It always gives %v, which no message can hold.", root.value.number)
	}
	if src.diags.HasErrors() {
		return nil, src.diags
	}
	f := &formula{eval: root.number, noise: l.noted("noise")}
	_, f.usesNoise = l.used["noise"]
	_, f.usesT = l.used["t"]
	_, f.usesHour = l.used["hour"]
	for i, s := range sensors {
		if _, ok := l.used[s.Name]; ok {
			f.slots = append(f.slots, i)
		}
	}
	return f, src.diags
}

func numberAdvice(k exprKind) string {
	if k == exprBool {
		return " Write condition ? 1 : 0 for a number."
	}
	return ""
}

// exprFinite is false for infinities and NaN: x - x is 0 for every other number.
func exprFinite(x float64) bool { return x-x == 0 }

// exprDevice is what a selector reads.
type exprDevice struct {
	Model    string
	Building string // empty: the level is left out
	Room     string // empty: the level is left out
	Floor    *int64 // nil: the level is left out; every comparison but != is then false

	// Of one device, read only by a selector that is PerDevice.
	ID      string
	Address string
	N       int64
	Index   int64
}

// selector says which devices are meant. It is immutable, so any number of
// goroutines may share it.
type selector struct {
	match func(*exprDevice) bool

	// What match reads of a single device; the rest need not be filled in.
	usesID, usesAddress, usesN, usesIndex bool
}

// Match says whether the device is meant.
func (s *selector) Match(d *exprDevice) bool { return s.match(d) }

// PerDevice says whether devices of one group may differ. If not, one of them
// answers for all.
func (s *selector) PerDevice() bool { return s.usesID || s.usesAddress || s.usesN || s.usesIndex }

// compileSelector checks and lowers a selector over device. A model that is not
// among models is a warning. The selector is nil when the diagnostics hold an
// error.
func compileSelector(e *schema.Expression, models []string) (*selector, hcl.Diagnostics) {
	src := newExprSource(e, "selector")
	l := &lowering[exprDevice]{exprSource: src, scope: deviceScope(e), models: models}
	root := l.compile()
	if root.kind != 0 && root.kind != exprBool {
		src.fault(src.all(), "Selector must be true or false",
			"This one gives %s. Write a comparison, such as device.floor >= 3.", root.kind)
	}
	if src.diags.HasErrors() {
		return nil, src.diags
	}
	s := &selector{match: root.truth}
	_, s.usesID = l.used["device.id"]
	_, s.usesAddress = l.used["device.address"]
	_, s.usesN = l.used["device.n"]
	_, s.usesIndex = l.used["device.index"]
	return s, src.diags
}
