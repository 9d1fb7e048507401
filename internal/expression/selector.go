package expression

import (
	"github.com/hashicorp/hcl/v2"

	"github.com/iotsim/iotsim/schema"
)

// A Device is what a selector reads.
type Device struct {
	Model    string
	Building string // empty: the level is left out
	Room     string // empty: the level is left out
	Floor    *int64 // nil: the level is left out; every comparison but != is then false
	Tags     map[string]string

	// Of one device, read only by a selector that is PerDevice.
	ID      string
	Address string
	N       int64
	Index   int64
}

// A Comparison is one of an attribute of the device with a constant, by == or != or
// in a list: of building, room, id … a text, of floor, n … a number.
type Comparison struct {
	Attribute string
	Text      string
	Number    float64
	Range     hcl.Range // of the constant
}

// A Selector says which devices are meant. It is immutable, so any number of
// goroutines may share it.
type Selector struct {
	match func(*Device) bool

	// Compared are the constants that attributes of the device are compared with.
	Compared []Comparison

	// What match reads of a single device; the rest need not be filled in.
	usesID, usesAddress, usesN, usesIndex bool
}

// Match says whether the device is meant.
func (s *Selector) Match(d *Device) bool { return s.match(d) }

// PerDevice says whether devices of one group may differ. If not, one of them
// answers for all.
func (s *Selector) PerDevice() bool { return s.usesID || s.usesAddress || s.usesN || s.usesIndex }

// CompileSelector checks and lowers a selector over device. A model that is not
// among models is a warning. The selector is nil when the diagnostics hold an
// error.
func CompileSelector(e *schema.Expression, models []string) (*Selector, hcl.Diagnostics) {
	src := newSource(e, "selector")
	l := &lowering[Device]{source: src, scope: deviceScope(e), models: models}
	root := l.compile()
	if root.kind != 0 && root.kind != Bool {
		src.fault(src.all(), "Selector must be true or false",
			"This one gives %s. Write a comparison, such as device.floor >= 3.", root.kind)
	}
	if src.diags.HasErrors() {
		return nil, src.diags
	}
	s := &Selector{match: root.truth, Compared: l.compared}
	_, s.usesID = l.used["device.id"]
	_, s.usesAddress = l.used["device.address"]
	_, s.usesN = l.used["device.n"]
	_, s.usesIndex = l.used["device.index"]
	return s, src.diags
}
