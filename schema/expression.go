package schema

import (
	"slices"
	"strings"

	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser/lexer"
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
	e := &Expression{Source: v.AsString(), Range: a.Expr.Range(), Constants: b.d.scopeOf(a.Expr).expressionConstants()}
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
func (s *scope) expressionConstants() map[string]map[string]any {
	if s.forExpressions == nil {
		s.forExpressions = s.constants()
	}
	return s.forExpressions
}

// namedConstants are the constants that the source may name, as "var.limit". It
// asks expr's own lexer, because a name may be written in many ways: var.limit,
// var . limit, var["limit"]. Of a root that is read in any other way all
// constants are taken, and of an expression that has no tokens all there are.
func (e Expression) namedConstants() map[string]any {
	named := map[string]any{}
	tokens, err := lexer.Lex(file.NewSource(e.Source))
	for root, values := range e.Constants {
		names, all := namesOf(tokens, root)
		for name, v := range values {
			if err != nil || all || slices.Contains(names, name) {
				named[root+"."+name] = v
			}
		}
	}
	return named
}

// namesOf are the members of a root that tokens name; all says that there may
// be others.
func namesOf(tokens []lexer.Token, root string) (names []string, all bool) {
	for i, t := range tokens {
		if t.Is(lexer.Identifier, "$env") {
			return nil, true
		}
		if !t.Is(lexer.Identifier, root) {
			continue
		}
		name, ok := memberAfter(tokens[i+1:])
		if !ok {
			return nil, true
		}
		names = append(names, name)
	}
	return names, false
}

// memberAfter is NAME when the tokens go on with .NAME, ?.NAME or ["NAME"].
func memberAfter(tokens []lexer.Token) (string, bool) {
	switch {
	case len(tokens) < 3: // the end is a token too
		return "", false
	case tokens[0].Is(lexer.Operator, ".", "?.") && tokens[1].Is(lexer.Identifier):
		return tokens[1].Value, true
	case tokens[0].Is(lexer.Bracket, "[") && tokens[1].Is(lexer.String) && tokens[2].Is(lexer.Bracket, "]"):
		return tokens[1].Value, true
	}
	return "", false
}
