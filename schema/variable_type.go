package schema

import (
	"fmt"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/ext/typeexpr"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// A variableKind is the type of a variable: HCL's type expressions, and words of
// this language anywhere in them: list(duration), map(distribution). To HCL a
// duration is a text and the other words are any; own says what to check then.
type variableKind struct {
	kind     cty.Type
	optional *typeexpr.Defaults
	own      *ownType
	written  string // the type as the author has it, where own is set
}

// An ownType is a part of a type that has a word of this language in it.
type ownType struct {
	word    string // empty: the words are further inside
	element *ownType
	members map[string]*ownType
	items   []*ownType
}

// ownWords are the types that HCL does not have, with what is written.
var ownWords = map[string]string{
	"duration":     "a duration such as \"30s\"",
	"distribution": "a distribution such as normal(24, 1)",
	"rate":         "a rate: 5, \"5x\" or \"1000/s\"",
	"percent":      "a percentage: \"2%\" or 0.02",
	"model":        "a model: model.NAME",
	"fault":        "a fault: fault.NAME",
	"phase":        "a phase: phase.NAME",
}

// anyKind is what a variable takes that does not say.
var anyKind = variableKind{kind: cty.DynamicPseudoType}

// kindOf reads type = ….
func (d *decoder) kindOf(e hclsyntax.Expression) variableKind {
	if t, ok := e.(*hclsyntax.TemplateExpr); ok {
		d.errorf(t.Range(), "Invalid type", "A type stands without quotes: type = string.")
		return anyKind
	}
	plain, own := splitType(e)
	kind, optional, diags := typeexpr.TypeConstraintWithDefaults(plain)
	if diags.HasErrors() {
		d.errorf(*diags[0].Subject, "Invalid type",
			"%s Types are string, number, bool, duration, distribution, rate, percent, model, fault, phase, any, list(…), set(…), map(…), object({…}) and tuple([…]).", diags[0].Detail)
		return anyKind
	}
	all := variableKind{kind: kind, optional: optional, own: own}
	if own != nil {
		all.written = string(d.files.slice(e.Range()))
	}
	return all
}

// splitType is a type expression in HCL's words, and our words in it; nil when
// there are none.
func splitType(e hclsyntax.Expression) (hclsyntax.Expression, *ownType) {
	switch e := e.(type) {
	case *hclsyntax.ScopeTraversalExpr:
		word := hcl.ExprAsKeyword(e)
		if ownWords[word] == "" {
			return e, nil
		}
		plain := *e
		plain.Traversal = hcl.Traversal{hcl.TraverseRoot{Name: "any", SrcRange: e.SrcRange}}
		if word == "duration" {
			plain.Traversal = hcl.Traversal{hcl.TraverseRoot{Name: "string", SrcRange: e.SrcRange}}
		}
		return &plain, &ownType{word: word}
	case *hclsyntax.FunctionCallExpr:
		if len(e.Args) == 0 {
			return e, nil
		}
		plain := *e
		plain.Args = slices.Clone(e.Args)
		inner, own := splitType(e.Args[0])
		plain.Args[0] = inner
		if own != nil && (e.Name == "list" || e.Name == "set" || e.Name == "map") {
			own = &ownType{element: own}
		}
		return &plain, own
	case *hclsyntax.TupleConsExpr:
		plain, own := *e, &ownType{}
		plain.Exprs = slices.Clone(e.Exprs)
		found := false
		for i, item := range e.Exprs {
			inner, part := splitType(item)
			plain.Exprs[i] = inner
			own.items = append(own.items, part)
			found = found || part != nil
		}
		if !found {
			return &plain, nil
		}
		return &plain, own
	case *hclsyntax.ObjectConsExpr:
		plain, own := *e, &ownType{members: map[string]*ownType{}}
		plain.Items = slices.Clone(e.Items)
		for i, item := range e.Items {
			inner, part := splitType(item.ValueExpr)
			plain.Items[i].ValueExpr = inner
			if name := hcl.ExprAsKeyword(item.KeyExpr); part != nil && name != "" {
				own.members[name] = part
			}
		}
		if len(own.members) == 0 {
			return &plain, nil
		}
		return &plain, own
	}
	return e, nil
}

// accept is a value as the type has it, or what is wrong with it.
func (k variableKind) accept(raw cty.Value) (v cty.Value, problem string) {
	if k.optional != nil && !raw.IsNull() {
		raw = k.optional.Apply(raw)
	}
	if k.own != nil && k.own.word != "" && !raw.IsNull() {
		return raw, k.own.problem(raw)
	}
	v, err := convert.Convert(raw, k.kind)
	if err != nil {
		if raw.Type() == cty.String && k.kind.IsPrimitiveType() {
			return v, fmt.Sprintf("takes a %s; %q is none.", k.kind.FriendlyNameForConstraint(), clip(raw.AsString()))
		}
		if k.written != "" {
			return v, fmt.Sprintf("takes %s: %s.", clip(k.written), err)
		}
		return v, fmt.Sprintf("takes a %s: %s.", k.kind.FriendlyNameForConstraint(), err)
	}
	return v, k.own.problem(v)
}

// problem says what in a value is not as its word wants it.
func (t *ownType) problem(v cty.Value) string {
	switch {
	case t == nil || !v.IsKnown() || v.IsNull():
		return ""
	case t.word != "":
		if wrong := t.wordProblem(v); wrong != "" {
			return "takes " + ownWords[t.word] + ". " + wrong
		}
		return ""
	}
	for it := v.ElementIterator(); it.Next(); {
		key, e := it.Element()
		part := t.element
		switch {
		case t.members != nil:
			part = t.members[key.AsString()]
		case t.items != nil:
			i, _ := key.AsBigFloat().Int64()
			part = t.items[i]
		}
		if problem := part.problem(e); problem != "" {
			if part.word == "" {
				return problem // which says so already
			}
			return "takes other values: here it " + problem
		}
	}
	return ""
}

// wordProblem says why a value is not what the word means.
func (t *ownType) wordProblem(v cty.Value) (problem string) {
	switch t.word {
	case "duration":
		_, problem = durationValue(v)
	case "percent":
		_, problem = percentValue(v)
	case "rate":
		a, wrong := parseAmount(v)
		if problem = wrong; wrong == "" && a.unit == "%" {
			problem = "\"%\" is a share; a rate is a multiple or a total"
		}
		if problem != "" {
			problem = capital(problem) + "."
		}
	case "distribution":
		if v.Type() != distributionType {
			problem = "This is " + typeName(v.Type()) + "."
		}
	default:
		if v.Type() != referenceTypes[t.word] {
			problem = "This is " + typeName(v.Type()) + "."
		}
	}
	return problem
}

// names says that a value of the type may name something.
func (k variableKind) names() bool {
	return k.own != nil && referenceTypes[k.own.word] != cty.NilType
}

// plainText says that a flag's text is the value as it stands.
func (k variableKind) plainText() bool {
	return k.kind == cty.String && (k.own == nil || k.own.word == "duration")
}
