package schema

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"golang.org/x/text/unicode/norm"
)

// A declaration is a model or fault that references can name. It becomes part
// of the scenario when it is taken: the scenario's own in their order, those of
// libraries when something names them, so what a scenario does not use of a
// library is no part of its plan.
type declaration struct {
	name  string
	block *hclsyntax.Block // as written
	home  *scope

	taken bool
	place int // in the scenario's models or faults; -1: it could not be read

	merged   *hclsyntax.Block // of a model: with what it extends; nil: not yet known
	broken   bool             // what it extends could not be found
	entering bool             // a chain of extends that comes back here is a circle
}

// declarations are the models or the faults of one scope.
type declarations struct {
	home   *scope
	kind   *BlockType
	list   []*declaration // in the order of the files
	byName map[string]*declaration
	take   func(*declaration) // reads it into the scenario and sets its place
}

func newDeclarations(home *scope, kind *BlockType, take func(*declaration)) *declarations {
	return &declarations{home: home, kind: kind, byName: map[string]*declaration{}, take: take}
}

// declare makes a block's name known, before any expression is evaluated.
func (all *declarations) declare(d *decoder, block *hclsyntax.Block) {
	name, ok := blockName(block)
	one := &declaration{name: name, block: block, home: all.home, place: -1}
	all.list = append(all.list, one) // even without a name: what else is wrong with it?
	switch first := all.byName[name]; {
	case !ok:
		d.checkLabels(&body{d: d, kind: all.kind, head: block.DefRange(), label: block.DefRange()}, block)
	case first != nil:
		d.errorf(block.DefRange(), "Duplicate "+all.kind.Name,
			"There is a %s %q already, at %s.", all.kind.Name, name, where(first.block.DefRange()))
	default:
		all.byName[name] = one
		all.home.declared[all.kind.Name][name] = block.DefRange()
	}
}

// blockName is the name that a block's label gives it.
func blockName(block *hclsyntax.Block) (string, bool) {
	if len(block.Labels) == 0 {
		return "", false
	}
	name := norm.NFC.String(block.Labels[0])
	return name, name != "" && len(name) <= maxNameBytes
}

// takeAll reads all of them into the scenario.
func (all *declarations) takeAll() {
	for _, one := range all.list {
		all.takeOnce(one)
	}
}

func (all *declarations) takeOnce(one *declaration) {
	if !one.taken {
		one.taken = true
		all.take(one)
	}
}

// index is where the scenario has the model or fault of a name. It is false
// where that could not be read, which was reported.
func (all *declarations) index(name string) (int, bool) {
	one := all.byName[name]
	if one == nil {
		return 0, false
	}
	all.takeOnce(one)
	return one.place, one.place >= 0
}

// names are those of all, in the order of the files.
func (all *declarations) names() []string {
	var names []string
	for _, one := range all.list {
		if one.name != "" {
			names = append(names, one.name)
		}
	}
	return names
}

// takeModel reads a model into the scenario.
func (d *decoder) takeModel(one *declaration) {
	block := d.extended(one, nil)
	if one.broken {
		d.tearAll(block.Body)
	}
	one.place = len(d.scenario.Models)
	d.model(d.body(block, modelType))
	if one.broken {
		d.faultyModels = append(d.faultyModels, one.place)
		one.place = -1
	}
}

// takeFault reads a fault into the scenario. A library's is called after the
// library too: two faults of one name would draw the same devices.
func (d *decoder) takeFault(one *declaration) {
	b := d.body(one.block, faultType)
	b.name = one.home.prefix + b.name
	one.place = len(d.scenario.Faults)
	d.fault(b)
}

// tear notes that parts of a body, or of what stands in it, were not found: what
// it lacks may stand in them.
func (d *decoder) tear(b *hclsyntax.Body) {
	if d.torn == nil {
		d.torn = map[*hclsyntax.Body]bool{}
	}
	d.torn[b] = true
}

func (d *decoder) tearAll(b *hclsyntax.Body) {
	d.tear(b)
	for _, inner := range b.Blocks {
		d.tearAll(inner.Body)
	}
}

// extended is a model's block with what it extends under it: arguments that it
// does not write itself, and blocks, come from there. path is the chain of
// models that led here.
func (d *decoder) extended(one *declaration, path []string) *hclsyntax.Block {
	if one.merged != nil {
		return one.merged
	}
	a := one.block.Body.Attributes["extends"]
	if a == nil {
		one.merged = one.block
		return one.merged
	}
	base := d.extends(one, a, append(path, one.address()))
	if base == nil {
		one.merged, one.broken, d.lostSensors = one.block, true, true
		return one.merged
	}
	if d.extending += len(base.Blocks) + len(one.block.Body.Blocks); d.extending > maxExtended {
		if !d.extendedTooMuch {
			d.errorf(a.Expr.Range(), "Too much is extended",
				"Models that extend others have at most %s sensors and other blocks together, those that they extend included.", grouped(maxExtended))
		}
		one.merged, one.broken, d.lostSensors, d.extendedTooMuch = one.block, true, true, true
		return one.merged
	}
	merged := *one.block
	merged.Body = d.mergeBodies("model", base, one.block.Body)
	one.merged = &merged
	return one.merged
}

// extends is the body that a model extends, nil when there is none to be had.
func (d *decoder) extends(one *declaration, a *hclsyntax.Attribute, path []string) *hclsyntax.Body {
	v := d.scope.value(a.Expr, nil)
	if !usable(v) {
		if v.IsKnown() {
			d.errorf(a.Expr.Range(), "Argument is null", "\"extends\" is null. Name a model, or leave the argument out.")
		}
		return nil
	}
	if v.Type() != modelReference {
		d.errorf(a.Expr.Range(), "Reference expected",
			"\"extends\" names a model: write model.NAME or lib.NAME.model.NAME without quotes.")
		return nil
	}
	ref := v.EncapsulatedValue().(*reference)
	base := ref.home.models.byName[ref.name]
	if base.entering || base == one {
		d.circle(a.Expr.Range(), "Models extend each other", append(path, base.address()))
		return nil
	}
	one.entering = true
	defer func() { one.entering = false }()
	block := d.extended(base, path)
	if base.broken {
		return nil
	}
	return block.Body
}

// address is the name of a model as the scenario writes it.
func (one *declaration) address() string {
	if one.home.prefix == "" {
		return "model." + one.name
	}
	return "lib." + one.home.prefix + "model." + one.name
}

// circle reports what comes back to where it began: a → b → a.
func (d *decoder) circle(at hcl.Range, summary string, path []string) {
	begin := slices.Index(path, path[len(path)-1])
	d.errorf(at, summary, "%s. Break the circle: one of them must stand on its own.", strings.Join(path[begin:], " → "))
}
