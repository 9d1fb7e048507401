package schema

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// A repeatedExpr is a member of an object that has one of that name already. HCL
// would let the later one win, in silence.
type repeatedExpr struct {
	*hclsyntax.ParenthesesExpr // around the value
	name                       string
	key, first                 hcl.Range
}

// Value is what is wrong.
func (e *repeatedExpr) Value(*hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	return cty.DynamicVal, oneError(e.key, "Duplicate name", "The object has a member %q already, at %s.", clip(e.name), where(e.first))
}

// refuseRepeated puts one in the place of each such member.
func refuseRepeated(object *hclsyntax.ObjectConsExpr) {
	first := map[string]hcl.Range{}
	for i := range object.Items {
		item := &object.Items[i]
		name, ok := constantKey(item.KeyExpr)
		if !ok {
			continue
		}
		key := item.KeyExpr.Range()
		if at, known := first[name]; known {
			around := &hclsyntax.ParenthesesExpr{Expression: item.ValueExpr, SrcRange: item.ValueExpr.Range()}
			item.ValueExpr = &repeatedExpr{around, name, key, at}
			continue
		}
		first[name] = key
	}
}

// constantKey is a name before an equals sign, with or without quotes.
func constantKey(e hclsyntax.Expression) (string, bool) {
	key, ok := e.(*hclsyntax.ObjectConsKeyExpr)
	if !ok {
		return "", false
	}
	if word := hcl.ExprAsKeyword(key); word != "" {
		return cty.StringVal(word).AsString(), true // normalised, as HCL does it
	}
	text, ok := key.Wrapped.(*hclsyntax.TemplateExpr)
	if !ok || !text.IsStringLiteral() {
		return "", false
	}
	v, diags := text.Value(nil)
	if diags.HasErrors() {
		return "", false
	}
	return v.AsString(), true
}
