package expression

import (
	"strings"

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
// in a list: of building, room, id, tags.NAME … a text, of floor, n … a number.
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

	// Tags are the names of tags that it reads, each once, with where it first does.
	Tags map[string]hcl.Range

	// What match reads of a single device; the rest need not be filled in.
	usesID, usesAddress, usesN, usesIndex bool
}

// Match says whether the device is meant.
func (s *Selector) Match(d *Device) bool { return s.match(d) }

// PerDevice says whether devices of one group may differ. If not, one of them
// answers for all.
func (s *Selector) PerDevice() bool { return s.usesID || s.usesAddress || s.usesN || s.usesIndex }

// A Vocabulary is what a scenario calls its own. It may be nil: then names of the
// author's are not checked.
type Vocabulary struct {
	Models []string        // nil: not checked
	Tags   func() []string // of its devices; asked only for advice
}

// CompileSelector checks and lowers a selector over device. A model that is not
// in the vocabulary is a warning. The selector is nil when the diagnostics hold an
// error.
func CompileSelector(e *schema.Expression, words *Vocabulary) (*Selector, hcl.Diagnostics) {
	if words == nil {
		words = &Vocabulary{}
	}
	src := newSource(e, "selector")
	l := &lowering[Device]{source: src, scope: deviceScope(e), words: *words}
	root := l.compile()
	if root.kind != 0 && root.kind != Bool {
		src.fault(src.all(), "Selector must be true or false",
			"This one gives %s. Write a comparison, such as %s.", root.kind, src.comparison(root.kind))
	}
	if src.diags.HasErrors() {
		return nil, src.diags
	}
	s := &Selector{match: root.truth, Compared: l.compared}
	for name := range l.used {
		if tag, ok := strings.CutPrefix(name, deviceObject+"."+tagsMember+"."); ok {
			if s.Tags == nil {
				s.Tags = map[string]hcl.Range{}
			}
			s.Tags[tag] = l.noted(name)
		}
	}
	_, s.usesID = l.used["device.id"]
	_, s.usesAddress = l.used["device.address"]
	_, s.usesN = l.used["device.n"]
	_, s.usesIndex = l.used["device.index"]
	return s, src.diags
}

// comparison is one that a selector may be which is a text alone, or an example.
func (s *source) comparison(kind Kind) string {
	if text := strings.TrimSpace(s.Source); kind == Text && strings.HasPrefix(text, deviceObject+".") && !strings.ContainsAny(text, " ?") {
		return s.text(s.all()) + " == 'NAME'"
	}
	return "device.floor >= 3"
}
