package schema

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
)

// A scope is what expressions can name: variables, locals and references. Names
// are checked before anything is evaluated, so all unknown ones are reported,
// with what was probably meant.
type scope struct {
	d         *decoder
	variables map[string]*variable
	locals    map[string]*local
	libraries map[string]*library
	models    *declarations
	faults    *declarations
	declared  map[string]map[string]hcl.Range // model, fault, phase: the names there are
	context   *hcl.EvalContext
	folders   []string // of the library that this is the scope of, and of those that use it
	prefix    string   // of the names of its faults: "power."

	given          map[string]*setting // of a library: its variables
	unsure         bool                // given lacks what was lost
	forExpressions map[string]map[string]any
	replays        map[string]map[string]function.Function // the function replay, by folder
	deep           bool                                    // a chain of locals that is too long was reported
}

// A local is a value of the file, by name.
type local struct {
	attr *hclsyntax.Attribute
	once
}

// A once is a value that is computed when it is first needed. A chain of them that
// comes back to one whose computation has not ended is a cycle.
type once struct {
	value       cty.Value
	begun, done bool
}

// A reference is the value of model.NAME, fault.NAME or phase.NAME, and of
// lib.NAME.model.NAME: home is the scope that declares it.
type reference struct {
	kind, name string
	home       *scope
}

var (
	modelReference = cty.Capsule("model", typeOf[reference]())
	faultReference = cty.Capsule("fault", typeOf[reference]())
	phaseReference = cty.Capsule("phase", typeOf[reference]())
)

// referenceTypes are the capsules by the root name that they stand under.
var referenceTypes = map[string]cty.Type{"model": modelReference, "fault": faultReference, "phase": phaseReference}

// placeRoots are known only while places repeat.
var placeRoots = []string{"building", "floor", "room"}

// repeating are the names that stand for a repetition in Terraform. Outside of
// places nothing repeats: what they mean there is the device.
var repeating = []string{"each", "count", "self"}

const samePlaces = "What stands here is the same for all devices and places. What differs from one to the next is a field of a pattern, in braces without a dollar sign: \"{n}\" or \"{index:05}\" is the device's ordinal, \"{building}\" and \"{room}\" are where it stands."

// foreignRoots are names from Terraform, with what to write here.
var foreignRoots = map[string]string{
	"each":  "Inside a repeated place write its kind: room.key, room.value.",
	"count": "Inside a repeated place write its kind: room.number (from 1) or room.index (from 0).",
	"self":  "Inside a repeated place write its kind, such as room.number.",
	"path":  "Paths are relative to the file that names them.",
	"data":  "There are no data sources.",

	"sensor":    "A sensor is named by a text: sensor = \"temperature\".",
	"device":    "What differs from device to device stands in patterns, \"{room}-{n}\", and in quoted expressions, \"device.floor >= 3\".",
	"module":    "A folder of models is a library.",
	"terraform": "The scenario is the same wherever it runs.",
	"n":         patternField,
	"index":     patternField,
	"id":        patternField,
	"devices":   patternField,
}

const patternField = "In a pattern it is a field, in braces without a dollar sign: \"{index:05}\"."

func newScope(d *decoder) *scope {
	s := &scope{
		d:         d,
		variables: map[string]*variable{},
		locals:    map[string]*local{},
		libraries: map[string]*library{},
		declared:  map[string]map[string]hcl.Range{"model": {}, "fault": {}, "phase": {}},
		replays:   map[string]map[string]function.Function{},
		context:   &hcl.EvalContext{Variables: map[string]cty.Value{}, Functions: meteredFunctions(&d.meter)},
	}
	s.models = newDeclarations(s, modelType, d.takeModel)
	s.faults = newDeclarations(s, faultType, d.takeFault)
	return s
}

// close makes the values: references first, since locals may hold them, then
// variables, then locals.
func (s *scope) close() {
	for kind, names := range s.declared {
		values := map[string]cty.Value{}
		for name := range names {
			values[name] = cty.CapsuleVal(referenceTypes[kind], &reference{kind, name, s})
		}
		s.context.Variables[kind] = cty.ObjectVal(values)
	}
	s.closeVariables()
	s.closeLibraries()
	names := slices.SortedFunc(maps.Keys(s.locals), func(a, b string) int {
		return inText(s.locals[a].attr.SrcRange, s.locals[b].attr.SrcRange)
	})
	values := map[string]cty.Value{}
	for _, name := range names {
		values[name] = s.local(name, nil)
	}
	s.context.Variables["local"] = cty.ObjectVal(values)
}

// local evaluates a local and, before it, those that it names. path is the
// chain that led here.
func (s *scope) local(name string, path []string) cty.Value {
	l := s.locals[name]
	path = append(path, "local."+name)
	return s.compute(&l.once, l.attr.Expr.Range(), path, func() cty.Value {
		return s.evaluate(l.attr.Expr, s.needs(l.attr.Expr, path), nil)
	})
}

// compute is what a once has, or gets now. What is part of a cycle, or of too long a
// chain, is taken as reported.
func (s *scope) compute(o *once, at hcl.Range, path []string, do func() cty.Value) cty.Value {
	switch {
	case o.done:
		return o.value
	case o.begun:
		s.cycle(at, path)
		return cty.DynamicVal
	}
	o.begun, o.value = true, cty.DynamicVal
	if !s.tooDeep(at, path) {
		o.value = do()
	}
	o.done = true
	return o.value
}

// tooDeep says that a chain of locals and libraries is too long, and reports the
// first: their evaluation recurses.
func (s *scope) tooDeep(at hcl.Range, path []string) bool {
	if len(path) <= maxChain {
		return false
	}
	if !s.deep {
		s.d.errorf(at, "Nested too deeply", "Locals and libraries name each other over at most %d steps.", maxChain)
	}
	s.deep = true
	return true
}

// needs is the context of an expression, with the locals and libraries that it
// names evaluated before it.
func (s *scope) needs(e hclsyntax.Expression, path []string) *hcl.EvalContext {
	locals, libraries := map[string]cty.Value{}, map[string]cty.Value{}
	for _, t := range e.Variables() {
		other, ok := memberName(t)
		switch root := t.RootName(); {
		case !ok:
		case root == "local" && s.locals[other] != nil:
			locals[other] = s.local(other, path)
		case root == "lib" && s.libraries[other] != nil:
			libraries[other] = s.library(other, path)
		}
	}
	inner := s.context.NewChild()
	inner.Variables = map[string]cty.Value{"local": cty.ObjectVal(locals), "lib": cty.ObjectVal(libraries)}
	return inner
}

// cycle reports the loop that path ends in: local.a → local.b → local.a.
func (s *scope) cycle(at hcl.Range, path []string) {
	s.d.circle(at, "Locals depend on each other", path)
}

// value evaluates an expression. What cannot be evaluated is reported and is
// cty.DynamicVal, which readers take as reported.
func (s *scope) value(e hclsyntax.Expression, at *place) cty.Value {
	s = s.d.scopeOf(e)
	context := s.context
	if at != nil && readsPlace(e) {
		context = at.context(s.context)
	}
	return s.d.reveal(e, s.evaluate(e, context, at))
}

func (s *scope) evaluate(e hclsyntax.Expression, context *hcl.EvalContext, at *place) cty.Value {
	if s.perTime(e) {
		return cty.DynamicVal
	}
	good := true
	for _, t := range e.Variables() {
		good = s.known(t, at) && good
	}
	if !good {
		return cty.DynamicVal
	}
	s.d.begin(e.Range())
	v, diags := e.Value(s.replaying(e, context))
	if diags.HasErrors() {
		diags = rewritten(diags)
		if s.d.meter.spent() {
			diags = diags[:1]
		}
		if readsSecret(e, context) {
			for _, d := range diags {
				d.Detail = SecretDetail
				d.Expression, d.EvalContext = nil, nil
			}
		}
		s.d.add(diags...)
		return cty.DynamicVal
	}
	if problem := oversize(v); problem != "" {
		s.d.errorf(e.Range(), "Value out of range", "%s", problem)
		return cty.DynamicVal
	}
	if v.ContainsMarked() {
		if key := secretKey(e, context); key != nil {
			s.d.errorf(key.Range(), "Sensitive value", "A key cannot be sensitive: it is what a value is found by. Let the value be sensitive, or the variable not.")
			return cty.DynamicVal
		}
	}
	return v
}

// known checks a name against what is declared, and reports it when it is not.
func (s *scope) known(t hcl.Traversal, at *place) bool {
	root := t.RootName()
	switch root {
	case "var":
		return member(s, t, "variable", s.variables)
	case "local":
		return member(s, t, "local", s.locals)
	case "model", "fault", "phase":
		return member(s, t, root, s.declared[root])
	case "lib":
		return s.libraryMember(t)
	case "building", "floor", "room":
		return s.placeMember(t, at)
	}
	s.unknownRoot(t, at)
	return false
}

// blockOf are the top blocks that declare what has another name than they.
var blockOf = map[string]string{"local": "locals"}

// member checks the NAME of var.NAME and its kin.
func member[T any](s *scope, t hcl.Traversal, kind string, there map[string]T) bool {
	name, ok := memberName(t)
	if !ok {
		return true // var["x"] with a computed name, or var alone: HCL will say
	}
	if _, known := there[name]; known {
		return true
	}
	if s.d.lost(cmp.Or(blockOf[kind], kind)) {
		return false
	}
	known := slices.Sorted(maps.Keys(there))
	s.d.errorf(t.SourceRange(), "Unknown "+kind, "There is no %s %q. %s", kind, name, suggestion(name, known))
	return false
}

// placeMember checks building.number and its kin.
func (s *scope) placeMember(t hcl.Traversal, at *place) bool {
	root := t.RootName()
	if at == nil || at.level(root) == nil {
		hint := ""
		if at == nil {
			hint = " " + samePlaces
		}
		s.d.errorf(t.SourceRange(), "Unknown name", "%q is known only inside a %s.%s", root, root, hint)
		return false
	}
	name, ok := memberName(t)
	if ok && !slices.Contains(placeMembers, name) {
		s.d.errorf(t.SourceRange(), "Unknown name",
			"A %s has no %q. %s", root, name, suggestion(name, placeMembers))
		return false
	}
	if ok && (name == "key" || name == "value") && at.level(root).key == nil {
		s.d.errorf(t.SourceRange(), "Unknown name",
			"%s.%s is known only when the %s repeats with for_each. There is %s.number, from 1, and %s.index, from 0.", root, name, root, root, root)
		return false
	}
	return true
}

// placeMembers are what a place says of itself while it repeats.
var placeMembers = []string{"number", "index", "name", "key", "value"}

func (s *scope) unknownRoot(t hcl.Traversal, at *place) {
	root := t.RootName()
	if hint, ok := foreignRoots[root]; ok {
		if at == nil && slices.Contains(repeating, root) {
			hint = samePlaces
		}
		s.d.errorf(t.SourceRange(), "Unknown name", "There is no %q here. %s", root, hint)
		return
	}
	for _, c := range []struct {
		prefix string
		has    bool
	}{{"local", s.locals[root] != nil}, {"var", s.variables[root] != nil}} {
		if c.has {
			s.d.errorf(t.SourceRange(), "Unknown name", "There is no %q. Did you mean %s.%s?", root, c.prefix, root)
			return
		}
	}
	for _, kind := range []string{"fault", "model", "phase"} {
		if _, ok := s.declared[kind][root]; ok {
			s.d.errorf(t.SourceRange(), "Unknown name", "There is no %q. Did you mean %s.%s?", root, kind, root)
			return
		}
	}
	roots := append([]string{"var", "local", "model", "fault", "phase", "lib"}, placeRoots...)
	hint := suggestion(root, roots)
	if _, near := Nearest(root, roots); !near {
		hint = fmt.Sprintf("A text stands in quotes: %q.", root)
	}
	s.d.errorf(t.SourceRange(), "Unknown name", "There is no %q here. %s", root, hint)
}

// memberName is NAME of root.NAME or root["NAME"].
func memberName(t hcl.Traversal) (string, bool) {
	if len(t) < 2 {
		return "", false
	}
	switch step := t[1].(type) {
	case hcl.TraverseAttr:
		return step.Name, true
	case hcl.TraverseIndex:
		if step.Key.Type() == cty.String && step.Key.IsKnown() && !step.Key.IsNull() {
			return step.Key.AsString(), true
		}
	}
	return "", false
}

// readsPlace says that the value depends on the place it stands in.
func readsPlace(e hclsyntax.Expression) bool {
	for _, t := range e.Variables() {
		if slices.Contains(placeRoots, t.RootName()) {
			return true
		}
	}
	return false
}

// oversize says what of a value is too much, "" when nothing is.
func oversize(v cty.Value) string {
	problem := ""
	elements := 0
	_ = cty.Walk(v, func(path cty.Path, v cty.Value) (bool, error) {
		if v, _ = v.Unmark(); !v.IsKnown() || v.IsNull() {
			return false, nil
		}
		switch v.Type() {
		case cty.Number:
			problem = numberProblem(v)
		case cty.String:
			if len(v.AsString()) > maxTextBytes {
				problem = fmt.Sprintf("A text has at most %s bytes.", grouped(maxTextBytes))
			}
		}
		if elements++; elements > 10*maxElements {
			problem = fmt.Sprintf("A value has at most %s elements.", grouped(10*maxElements))
		}
		if len(path) > maxNesting {
			problem = fmt.Sprintf("Lists and objects nest at most %d deep.", maxNesting)
		}
		return problem == "", nil
	})
	return problem
}

// rewritten gives HCL's own messages summaries that fit ours. HCL puts a full stop
// behind what a function says, whatever that ends with.
func rewritten(diags hcl.Diagnostics) hcl.Diagnostics {
	for _, d := range diags {
		if end := len(d.Detail) - 1; end > 0 && d.Detail[end] == '.' && strings.ContainsRune(".?", rune(d.Detail[end-1])) {
			d.Detail = d.Detail[:end]
		}
		switch d.Summary {
		case "Call to unknown function":
			d.Summary = "Unknown function"
			if call, ok := hcl.DiagnosticExtra[hclsyntax.FunctionCallUnknownDiagExtra](d); ok {
				d.Detail = unknownFunction(call.CalledFunctionName())
			}
		case "Invalid template interpolation value":
			d.Detail += " In a pattern a field stands in braces without a dollar sign: \"{building}-{n}\"."
		case "Inconsistent conditional result types":
			d.Detail += " Among distributions a number that never changes is written constant(24)."
		}
	}
	return diags
}

// unknownFunction says what to write instead of a function that is not there. HCL would
// suggest any that is near, whichever comes first out of a map.
func unknownFunction(name string) string {
	if hint := foreignFunctions[name]; hint != "" {
		return fmt.Sprintf("There is no function %s(…). %s", name, hint)
	}
	return fmt.Sprintf("There is no function named %q.", name) + spaced(suggestion(name, Functions()))
}
