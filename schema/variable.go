package schema

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// A variable is declared in the file and set by it, the environment, a file of
// variables or a flag: the later wins.
type variable struct {
	body        *body
	kind        variableKind
	sensitive   bool
	covered     bool // its value is not shown: it is sensitive, or whether it is was lost
	validations []*body
	value       cty.Value // without the mark of a sensitive one
	at          hcl.Range // where its value was written
}

// variable takes a declaration; it is given its value by closeVariables.
func (d *decoder) variable(block *hclsyntax.Block) {
	b := d.body(block, variableType)
	if !b.named() {
		return
	}
	if !hclsyntax.ValidIdentifier(b.name) {
		d.errorf(b.label, "Invalid name",
			"The name of a variable has letters, digits, - and _ only, and begins with a letter: it is used as var.NAME.")
		return
	}
	if first := d.scope.variables[b.name]; first != nil {
		d.errorf(b.head, "Duplicate variable",
			"There is a variable %q already, at %s.", b.name, where(first.body.head))
		return
	}
	v := &variable{body: b, kind: anyKind, value: cty.DynamicVal, at: b.head}
	d.scope.variables[b.name] = v
	if a := b.args["type"]; a != nil && !lostValue(a.Expr) {
		v.kind = d.kindOf(a.Expr)
	}
	b.text("description")
	v.sensitive, _ = b.boolean("sensitive")
	d.coverLost(v)
	for _, inner := range b.inner {
		v.validations = append(v.validations, d.body(inner, variableType.block(inner.Type)))
	}
}

// coverLost hides statements with which a value may have been lost that nobody is
// to see.
func (d *decoder) coverLost(v *variable) {
	flag := v.body.args["sensitive"]
	v.covered = v.sensitive || flag != nil && lostValue(flag.Expr)
	if !v.covered {
		return
	}
	for _, a := range v.body.all {
		if lostValue(a.Expr) {
			d.files.conceal(a.SrcRange, a.SrcRange)
		}
	}
	for _, m := range d.mends {
		for _, s := range m.strays {
			if s.name == v.body.name {
				d.files.conceal(s.all, s.all)
			}
		}
	}
}

// strayed says that a line of a file of variables was lost that gave a value.
func (d *decoder) strayed(name string) bool {
	return slices.ContainsFunc(d.mends, func(m *mended) bool {
		return slices.ContainsFunc(m.strays, func(s stub) bool { return s.name == name })
	})
}

// closeVariables gives each variable its value and checks it.
func (s *scope) closeVariables() {
	given := s.given
	if given == nil {
		given = s.d.given()
	}
	s.d.declaredSettings(s.given)
	for _, name := range slices.Sorted(maps.Keys(s.variables)) {
		s.variables[name].take(s, name, given[name])
	}
	values := map[string]cty.Value{}
	for name, v := range s.variables {
		values[name] = v.marked()
	}
	s.context.Variables["var"] = cty.ObjectVal(values)
	for _, name := range slices.Sorted(maps.Keys(s.variables)) {
		if v := s.variables[name]; !s.validate(name, v) {
			v.value = cty.DynamicVal // what follows from it is no second mistake
			values[name] = v.value
		}
	}
	s.context.Variables["var"] = cty.ObjectVal(values)
}

// marked is the value as expressions see it.
func (v *variable) marked() cty.Value {
	if v.sensitive && v.value.IsWhollyKnown() {
		return v.value.Mark(secretMark{})
	}
	return v.value
}

// take sets the value from what was given, else from the default. The default
// is checked in either case: the next run may need it.
func (v *variable) take(s *scope, name string, given *setting) {
	def, hasDefault := v.body.args["default"]
	value := cty.DynamicVal
	if hasDefault {
		if v.at = def.Expr.Range(); v.covered {
			s.d.files.conceal(v.at, def.SrcRange)
		}
	}
	if kind := v.body.args["type"]; kind != nil && lostValue(kind.Expr) {
		if given != nil && v.covered {
			s.d.files.conceal(given.at, given.argument)
		}
		return // what it takes is not known
	}
	if hasDefault {
		value = v.accept(s, name, s.evaluateConstant(def.Expr))
	}
	switch {
	case given != nil:
		if v.at = given.at; v.covered {
			s.d.files.conceal(v.at, given.argument)
		}
		raw := given.value(s.d, v.kind)
		if raw.ContainsMarked() { // a library is given what is sensitive to its user
			raw, _ = raw.UnmarkDeep()
			v.sensitive, v.covered = true, true
		}
		value = v.accept(s, name, raw)
	case !hasDefault && !v.body.damaged && !s.unsure && !(s == s.d.top && s.d.strayed(name)):
		s.d.errorf(v.body.head, "Variable not set", "%s", s.howToSet(name))
	}
	v.value = value
}

// sensitive are the names of variables that are.
func (s *scope) sensitive() []string {
	var names []string
	for _, name := range slices.Sorted(maps.Keys(s.variables)) {
		if s.variables[name].sensitive {
			names = append(names, name)
		}
	}
	return names
}

// howToSet says what gives a variable its value.
func (s *scope) howToSet(name string) string {
	if s != s.d.top {
		if s.variables[name].sensitive {
			return fmt.Sprintf("The library's variable %q is sensitive and has no value: values that stand in files are not kept with runs and plans. Give it a sensitive variable where the library is used, variables = { %s = var.NAME }.", name, name)
		}
		return fmt.Sprintf("The library's variable %q has no default: set it where the library is used, variables = { %s = VALUE }.", name, name)
	}
	return fmt.Sprintf("The variable %q has no default: set it with --var %s=VALUE, a --var-file, or IOTSIM_VAR_%s.", name, name, name)
}

// accept checks a value against the variable's type. What does not fit is
// reported where v.at says, and unknown from then on.
func (v *variable) accept(s *scope, name string, raw cty.Value) cty.Value {
	if !raw.IsWhollyKnown() {
		return cty.DynamicVal
	}
	if v.covered {
		s.d.files.hideValue(raw)
		eachText(raw, s.d.files.hidePattern)
	}
	value, problem := v.kind.accept(raw)
	if problem != "" {
		if v.covered {
			problem = "takes something else than what it was given, which is sensitive and not shown."
		}
		s.d.errorf(v.at, "Invalid value for variable", "The variable %q %s", name, problem)
		return cty.DynamicVal
	}
	if problem := oversize(value); problem != "" {
		s.d.errorf(v.at, "Value out of range", "%s", problem)
		return cty.DynamicVal
	}
	if v.sensitive && !v.canHide(s, value) {
		return cty.DynamicVal
	}
	return value
}

// canHide refuses values that cannot be kept secret.
func (v *variable) canHide(s *scope, value cty.Value) bool {
	if value.IsNull() {
		return true
	}
	if !textual(value.Type()) {
		s.d.errorf(v.body.rangeOf("sensitive"), "Sensitive values are texts",
			"A number or bool shows in what it decides. Only texts, and lists and objects of them, can be sensitive.")
		return false
	}
	if shortText(value) {
		s.d.errorf(v.at, "Sensitive text too short", shortDetail, minSecret, secretShown)
		return false
	}
	return true
}

// evaluateConstant evaluates an expression that names nothing but models,
// faults and phases.
func (s *scope) evaluateConstant(e hclsyntax.Expression) cty.Value {
	context := &hcl.EvalContext{Functions: s.context.Functions, Variables: map[string]cty.Value{}}
	for _, t := range e.Variables() {
		root := t.RootName()
		if referenceTypes[root] == cty.NilType {
			s.d.errorf(t.SourceRange(), "Constant expected",
				"The value of a variable names nothing else but models, faults and phases. Use locals for values that are computed.")
			return cty.DynamicVal
		}
		if !s.known(t, nil) {
			return cty.DynamicVal
		}
		context.Variables[root] = s.context.Variables[root]
	}
	s.d.begin(e.Range())
	v, diags := e.Value(s.replaying(e, context))
	if diags.HasErrors() {
		if s.d.meter.spent() {
			diags = diags[:1]
		}
		s.d.add(rewritten(diags)...)
		return cty.DynamicVal
	}
	return v
}

// validate evaluates the conditions, and says whether the value meets them; the
// message points at the value.
func (s *scope) validate(name string, v *variable) (good bool) {
	good = true
	if !v.value.IsWhollyKnown() {
		return good
	}
	for _, b := range v.validations {
		condition, ok := s.condition(b)
		if !ok {
			continue
		}
		holds, err := convert.Convert(condition, cty.Bool)
		if err != nil {
			b.refuse("condition", "Bool expected", "A condition is true or false.")
			continue
		}
		message, ok := b.text("error")
		if !ok || holds.True() {
			continue
		}
		if s.d.secretive[b.args["error"].Expr] {
			message = fmt.Sprintf("The value of %q does not meet the condition at %s; it is sensitive and not shown.", name, where(b.head))
		}
		s.d.errorf(v.at, "Invalid value for variable", "%s", message)
		good = false
	}
	return good
}

// condition evaluates a validation's condition. Variables are known by then,
// and nothing else is: locals may need the variable that is being checked. A
// sensitive variable may be looked at: whether it holds tells little.
func (s *scope) condition(b *body) (cty.Value, bool) {
	a := b.args["condition"]
	if a == nil {
		return cty.NilVal, false
	}
	for _, t := range a.Expr.Variables() {
		if t.RootName() != "var" {
			s.d.errorf(t.SourceRange(), "Variables only", "A condition names variables, var.NAME, and nothing else.")
			return cty.NilVal, false
		}
	}
	v, _ := s.evaluate(a.Expr, s.context, nil).UnmarkDeep()
	if v.IsNull() {
		b.refuse("condition", "Argument is null", "A condition is true or false; this one is null.")
	}
	return v, usable(v)
}

// A setting is a variable's value from outside of its declaration.
type setting struct {
	text string               // of a flag or the environment
	expr hclsyntax.Expression // of a file of variables
	// known is the value that a library block gives.
	known cty.Value
	at    hcl.Range
	name  hcl.Range // of a library block: where the variable is named
	// argument is all of it that is not kept when the variable is sensitive.
	argument hcl.Range
}

// value reads a setting: text as it is where text is wanted, HCL elsewhere.
func (g *setting) value(d *decoder, kind variableKind) cty.Value {
	if g.known != cty.NilVal {
		return g.known
	}
	if g.expr != nil {
		return d.scope.evaluateConstant(g.expr)
	}
	if kind.plainText() {
		return cty.StringVal(g.text)
	}
	name := g.at.Filename
	if diags := guard(name, []byte(g.text)); diags.HasErrors() {
		d.add(diags...)
		return cty.DynamicVal
	}
	e, diags := hclsyntax.ParseExpression([]byte(g.text), name, hcl.InitialPos)
	if diags.HasErrors() {
		if kind.kind == cty.DynamicPseudoType && bareWords(g.text) {
			return cty.StringVal(g.text) // 5x, 50% or what is plainly text
		}
		d.add(diags...)
		return cty.DynamicVal
	}
	d.meter.instrument(e)
	if t, ok := e.(*hclsyntax.ScopeTraversalExpr); ok && referenceTypes[t.Traversal.RootName()] == cty.NilType {
		return cty.StringVal(g.text) // a bare word, which is what does not fit
	}
	if kind.kind == cty.DynamicPseudoType && !kind.names() && len(e.Variables()) > 0 && bareWords(g.text) {
		return cty.StringVal(g.text)
	}
	return d.scope.evaluateConstant(e)
}

// bareWords says that a flag's text was not meant for an expression: those that
// are wrong have brackets or quotes, and what is wrong with them is to be said.
func bareWords(text string) bool { return !strings.ContainsAny(text, "()[]{}\"") }

// given are the values from environment, files and flags, the later winning.
// What is not declared is an error, but for the environment.
func (d *decoder) given() map[string]*setting {
	given := map[string]*setting{}
	for _, name := range slices.Sorted(maps.Keys(d.opts.Env)) {
		if d.scope.variables[name] != nil {
			given[name] = d.outside("<IOTSIM_VAR_"+name+">", d.opts.Env[name])
			d.files.coverOutside(given[name].at.Filename, name, given[name].text)
		}
	}
	for _, in := range d.varFiles {
		for _, a := range attributesOf(in) {
			d.declaredVariable(a.Name, a.NameRange)
			given[a.Name] = &setting{expr: a.Expr, at: a.Expr.Range(), argument: a.SrcRange}
		}
		for _, block := range in.Blocks {
			d.errorf(block.DefRange(), "Unexpected block", "A file of variables has lines NAME = VALUE only.")
		}
	}
	for _, name := range slices.Sorted(maps.Keys(d.opts.Vars)) {
		given[name] = d.outside("<--var "+name+">", d.opts.Vars[name])
		d.files.coverOutside(given[name].at.Filename, name, given[name].text)
		d.declaredVariable(name, given[name].at)
	}
	return given
}

// outside gives a value that stands in no file a text of its own, so that
// diagnostics can show it.
func (d *decoder) outside(name, text string) *setting {
	d.files.text[name] = []byte(text)
	all := wholeRange(name, []byte(text))
	return &setting{text: text, at: all, argument: all}
}

// declaredSettings reports values that a library block gives to variables that
// the library does not have.
func (d *decoder) declaredSettings(given map[string]*setting) {
	for _, name := range slices.Sorted(maps.Keys(given)) {
		if d.scope.variables[name] == nil && !d.lost("variable") {
			d.errorf(given[name].name, "Unknown variable", "The library declares no variable %q. %s",
				name, suggestion(name, slices.Sorted(maps.Keys(d.scope.variables))))
		}
	}
}

func (d *decoder) declaredVariable(name string, at hcl.Range) {
	if d.scope.variables[name] != nil || d.lost("variable") {
		return
	}
	known := slices.Sorted(maps.Keys(d.scope.variables))
	d.errorf(at, "Unknown variable", "The scenario declares no variable %q. %s", name, suggestion(name, known))
}

// constants are the variables and locals that expressions may name.
func (s *scope) constants() map[string]map[string]any {
	all := map[string]map[string]any{"var": {}, "local": {}}
	for name, v := range s.variables {
		addScalar(all["var"], name, v.value)
	}
	for name, l := range s.locals {
		if v, marks := l.value.UnmarkDeep(); len(marks) == 0 {
			addScalar(all["local"], name, v)
		} else if v.IsWhollyKnown() && textual(v.Type()) {
			s.d.files.hideValue(v)
			addScalar(all["local"], name, v)
		}
	}
	return all
}

func addScalar(to map[string]any, name string, v cty.Value) {
	if !v.IsKnown() || v.IsNull() {
		return
	}
	switch v.Type() {
	case cty.String:
		to[name] = v.AsString()
	case cty.Bool:
		to[name] = v.True()
	case cty.Number:
		f, _ := v.AsBigFloat().Float64()
		to[name] = f
	}
}

// typeOf is the reflect.Type that a capsule of T wants.
func typeOf[T any]() reflect.Type { return reflect.TypeFor[T]() }
