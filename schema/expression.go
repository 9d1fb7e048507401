package schema

import (
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// expression reads a quoted expression. Its language is checked by the engine,
// which is why it keeps where in the file each of its runes stands.
func (b *body) expression(name string) (*Expression, bool) {
	a := b.args[name]
	if a == nil {
		return nil, false
	}
	if b.unquoted(a) {
		return nil, false
	}
	v, ok := b.value(name)
	if !ok {
		return nil, false
	}
	if v.Type() != cty.String {
		b.quotesNeeded(a)
		return nil, false
	}
	e := &Expression{Source: v.AsString(), Range: a.Expr.Range(), Constants: b.d.expressionConstants()}
	if lit, ok := literalOf(b.d.files, a.Expr); ok && lit.text == e.Source {
		e.Position = lit.span
	}
	switch {
	case strings.TrimSpace(e.Source) == "":
		b.d.errorf(e.Range, "Empty expression",
			"%s says nothing. Write an expression, or leave the argument out.", quoted(name))
		return nil, false
	case len(e.Source) > maxExpressionBytes:
		b.d.errorf(e.Range, "Expression too long",
			"An expression has at most %d bytes; this one has %d.", maxExpressionBytes, len(e.Source))
		return nil, false
	}
	return e, true
}

// unquoted reports an expression of the running scenario that stands without
// quotes: it names what HCL cannot know.
func (b *body) unquoted(a *hclsyntax.Attribute) bool {
	if _, quoted := a.Expr.(*hclsyntax.TemplateExpr); quoted {
		return false
	}
	for _, t := range a.Expr.Variables() {
		switch t.RootName() {
		case "var", "local":
		default:
			b.quotesNeeded(a)
			return true
		}
	}
	return false
}

func (b *body) quotesNeeded(a *hclsyntax.Attribute) {
	text := string(b.d.files.slice(a.Expr.Range()))
	if text == "" || strings.ContainsAny(text, "\n") {
		text = "…"
	}
	text = strings.ReplaceAll(text, `"`, "'")
	b.d.errorf(a.Expr.Range(), "Quotes needed",
		"%s is evaluated while the scenario runs: write %s = \"%s\".", quoted(a.Name), a.Name, clip(text))
}

// expressionConstants are var.* and local.*, made once for all expressions.
func (d *decoder) expressionConstants() map[string]map[string]any {
	if d.constants == nil {
		d.constants = d.scope.constants()
	}
	return d.constants
}
