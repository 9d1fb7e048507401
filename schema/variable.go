package schema

import (
	"maps"
	"reflect"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/ext/typeexpr"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// A variable is declared in the file and set by it, the environment, a file of
// variables or a flag: the later wins.
type variable struct {
	body        *body
	kind        cty.Type
	optional    *typeexpr.Defaults
	duration    bool // type = duration: text, but checked
	validations []*body
	value       cty.Value
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
	v := &variable{body: b, kind: cty.DynamicPseudoType, value: cty.DynamicVal, at: b.head}
	d.scope.variables[b.name] = v
	d.variableType(v)
	b.text("description")
	for _, inner := range b.inner {
		v.validations = append(v.validations, d.body(inner, variableType.block(inner.Type)))
	}
}

// variableType reads type = …, which is no value but a type.
func (d *decoder) variableType(v *variable) {
	a := v.body.args["type"]
	if a == nil {
		return
	}
	switch hcl.ExprAsKeyword(a.Expr) {
	case "duration":
		v.kind, v.duration = cty.String, true
		return
	case "distribution":
		v.kind = distributionType
		return
	}
	if t, ok := a.Expr.(*hclsyntax.TemplateExpr); ok {
		d.errorf(t.Range(), "Invalid type", "A type stands without quotes: type = string.")
		v.kind = cty.DynamicPseudoType
		return
	}
	kind, optional, diags := typeexpr.TypeConstraintWithDefaults(a.Expr)
	if diags.HasErrors() {
		d.errorf(*diags[0].Subject, "Invalid type",
			"%s Types are string, number, bool, duration, distribution, any, list(…), set(…), map(…), object({…}) and tuple([…]).", diags[0].Detail)
		return
	}
	v.kind, v.optional = kind, optional
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
		values[name] = v.value
	}
	s.context.Variables["var"] = cty.ObjectVal(values)
	for _, name := range slices.Sorted(maps.Keys(s.variables)) {
		s.validate(s.variables[name])
	}
}

// take sets the value from what was given, else from the default.
func (v *variable) take(s *scope, name string, given *setting) {
	var raw cty.Value
	var at hcl.Range
	def, hasDefault := v.body.args["default"]
	switch {
	case given != nil:
		raw, at = given.value(s.d, v.kind), given.at
	case hasDefault:
		raw, at = s.evaluateConstant(def.Expr), def.Expr.Range()
	default:
		s.d.errorf(v.body.head, "Variable not set",
			"The variable %q has no default: set it with --var %s=VALUE, a --var-file, or IOTSIM_VAR_%s.", name, name, name)
		return
	}
	v.at = at
	if !raw.IsWhollyKnown() {
		return
	}
	if v.optional != nil && !raw.IsNull() {
		raw = v.optional.Apply(raw)
	}
	value, err := convert.Convert(raw, v.kind)
	if err != nil {
		s.d.errorf(at, "Invalid value for variable", "The variable %q takes %s: %s.", name, typeText(v), err)
		return
	}
	if v.duration && !value.IsNull() {
		if _, problem := parseDuration(value.AsString()); problem != "" {
			s.d.errorf(at, "Invalid value for variable", "The variable %q takes a duration. %s", name, problem)
			return
		}
	}
	if problem := oversize(value); problem != "" {
		s.d.errorf(at, "Value out of range", "%s", problem)
		return
	}
	v.value = value
}

// evaluateConstant evaluates an expression that names nothing.
func (s *scope) evaluateConstant(e hclsyntax.Expression) cty.Value {
	for _, t := range e.Variables() {
		s.d.errorf(t.SourceRange(), "Constant expected",
			"The value of a variable names nothing else. Use locals for values that are computed.")
		return cty.DynamicVal
	}
	v, diags := e.Value(&hcl.EvalContext{Functions: functions})
	if diags.HasErrors() {
		s.d.add(rewritten(diags)...)
		return cty.DynamicVal
	}
	return v
}

// validate evaluates the conditions; the message points at the value.
func (s *scope) validate(v *variable) {
	if !v.value.IsWhollyKnown() {
		return
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
		if message, ok := b.text("error"); ok && holds.False() {
			s.d.errorf(v.at, "Invalid value for variable", "%s", message)
		}
	}
}

// condition evaluates a validation's condition. Variables are known by then,
// and nothing else is: locals may need the variable that is being checked.
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
	return b.value("condition")
}

// typeText is the type in a sentence.
func typeText(v *variable) string {
	if v.duration {
		return "a duration"
	}
	return "a " + v.kind.FriendlyNameForConstraint()
}

// A setting is a variable's value from outside of its declaration.
type setting struct {
	text string               // of a flag or the environment
	expr hclsyntax.Expression // of a file of variables
	// known is the value that a library block gives.
	known cty.Value
	at    hcl.Range
	name  hcl.Range // of a library block: where the variable is named
}

// value reads a setting: text as it is where text is wanted, HCL elsewhere.
func (g *setting) value(d *decoder, kind cty.Type) cty.Value {
	if g.known != cty.NilVal {
		return g.known
	}
	if g.expr != nil {
		return d.scope.evaluateConstant(g.expr)
	}
	if kind == cty.String {
		return cty.StringVal(g.text)
	}
	name := g.at.Filename
	if diags := guard(name, []byte(g.text)); diags.HasErrors() {
		d.add(diags...)
		return cty.DynamicVal
	}
	e, diags := hclsyntax.ParseExpression([]byte(g.text), name, hcl.InitialPos)
	if diags.HasErrors() {
		if kind == cty.DynamicPseudoType {
			return cty.StringVal(g.text)
		}
		d.add(diags...)
		return cty.DynamicVal
	}
	if kind == cty.DynamicPseudoType && len(e.Variables()) > 0 {
		return cty.StringVal(g.text) // a bare word
	}
	return d.scope.evaluateConstant(e)
}

// given are the values from environment, files and flags, the later winning.
// What is not declared is an error, but for the environment.
func (d *decoder) given() map[string]*setting {
	given := map[string]*setting{}
	for _, name := range slices.Sorted(maps.Keys(d.opts.Env)) {
		if d.scope.variables[name] != nil {
			given[name] = d.outside("<IOTSIM_VAR_"+name+">", d.opts.Env[name])
		}
	}
	for _, in := range d.varFiles {
		for _, a := range attributesOf(in) {
			d.declaredVariable(a.Name, a.NameRange)
			given[a.Name] = &setting{expr: a.Expr, at: a.Expr.Range()}
		}
		for _, block := range in.Blocks {
			d.errorf(block.DefRange(), "Unexpected block", "A file of variables has lines NAME = VALUE only.")
		}
	}
	for _, name := range slices.Sorted(maps.Keys(d.opts.Vars)) {
		given[name] = d.outside("<--var "+name+">", d.opts.Vars[name])
		d.declaredVariable(name, given[name].at)
	}
	return given
}

// outside gives a value that stands in no file a text of its own, so that
// diagnostics can show it.
func (d *decoder) outside(name, text string) *setting {
	d.files.text[name] = []byte(text)
	return &setting{text: text, at: wholeRange(name, []byte(text))}
}

// declaredSettings reports values that a library block gives to variables that
// the library does not have.
func (d *decoder) declaredSettings(given map[string]*setting) {
	for _, name := range slices.Sorted(maps.Keys(given)) {
		if d.scope.variables[name] == nil {
			d.errorf(given[name].name, "Unknown variable", "The library declares no variable %q. %s",
				name, suggestion(name, slices.Sorted(maps.Keys(d.scope.variables))))
		}
	}
}

func (d *decoder) declaredVariable(name string, at hcl.Range) {
	if d.scope.variables[name] != nil {
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
		addScalar(all["local"], name, l.value)
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
