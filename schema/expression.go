package schema

import (
	"encoding/json"
	"fmt"
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
	return b.quotedExpression(name, a.Expr)
}

// quotedExpression reads what stands for an expression, under a name for messages.
func (b *body) quotedExpression(name string, written hclsyntax.Expression) (*Expression, bool) {
	if b.unquoted(name, written) {
		return nil, false
	}
	v := b.d.scope.value(written, b.at)
	if v.IsKnown() && v.IsNull() {
		b.d.errorf(written.Range(), "Argument is null", "%s is null. Give it a value, or leave it out.", capital(quoted(name)))
		return nil, false
	}
	if !usable(v) {
		return nil, false
	}
	if v.Type() != cty.String {
		if v.Type() == cty.Number && name != "formula" {
			b.d.errorf(written.Range(), "Quotes needed", "%s is a condition, evaluated while the scenario runs: write %s = \"%s\".", capital(quoted(name)), name, exampleCondition(name, v))
			return nil, false
		}
		b.quotesNeeded(name, written)
		return nil, false
	}
	home := b.d.scopeOf(written)
	e := &Expression{Source: v.AsString(), Range: written.Range(), Constants: home.expressionConstants(), Secret: b.d.secretive[written]}
	if home.unsettled(*e) {
		b.d.skipped++
		return nil, false
	}
	if lit, ok := literalOf(b.d.files, written); ok && lit.text == e.Source {
		e.Position = lit.span
	}
	switch {
	case strings.TrimSpace(e.Source) == "":
		b.d.errorf(e.Range, "Empty expression",
			"%s says nothing. Write an expression, or leave it out.", quoted(name))
		return nil, false
	case len(e.Source) > maxExpressionBytes:
		b.d.errorf(e.Range, "Expression too long",
			"An expression has at most %s bytes; this one has %s.", grouped(maxExpressionBytes), grouped(int64(len(e.Source))))
		return nil, false
	}
	return e, true
}

// exampleCondition is one with the number that stands in its place.
func exampleCondition(name string, v cty.Value) string {
	left := map[string]string{"where": "device.floor == ", "when": "t > ", "that": "lag.p99 < "}[name]
	if left == "" {
		left = "value > " // of a sensor's status
	}
	return left + numberText(v)
}

// unquoted reports an expression of the running scenario that stands without
// quotes: it names what HCL cannot know.
func (b *body) unquoted(name string, written hclsyntax.Expression) bool {
	if _, quoted := written.(*hclsyntax.TemplateExpr); quoted {
		return false
	}
	for _, t := range written.Variables() {
		switch t.RootName() {
		case "var", "local":
		default:
			b.quotesNeeded(name, written)
			return true
		}
	}
	return false
}

// maxSuggestedBytes is how long a text may be that is written anew for the author:
// suggestions are whole, so that they can be copied, or there are none.
const maxSuggestedBytes = 240

func (b *body) quotesNeeded(name string, written hclsyntax.Expression) {
	text := string(b.d.files.slice(written.Range()))
	hint := fmt.Sprintf("write %s = \"%s\"", name, strings.ReplaceAll(text, `"`, "'"))
	if kind, is, ok := strings.Cut(text, "."); ok && name == "where" && slices.Contains([]string{"model", "building", "room"}, kind) && hclsyntax.ValidIdentifier(is) {
		// A reference, by which one model or place is meant.
		hint = fmt.Sprintf("write where = \"device.%s == '%s'\"", kind, is)
	}
	if text == "" || len(text) > maxSuggestedBytes || strings.ContainsAny(text, "\n'$") {
		hint = "put all of it in double quotes, and the texts in it in single ones" // a piece of it would be no help
	}
	b.d.errorf(written.Range(), "Quotes needed", "%s is evaluated while the scenario runs: %s.", quoted(name), hint)
}

// expressionConstants are var.* and local.*, made once for all expressions.
func (s *scope) expressionConstants() map[string]map[string]any {
	if s.forExpressions == nil {
		s.forExpressions = s.constants()
	}
	return s.forExpressions
}

// UnmarshalJSON reads what MarshalJSON writes.
func (e *Expression) UnmarshalJSON(text []byte) error {
	var j struct {
		Source    string         `json:"source"`
		Constants map[string]any `json:"constants"`
	}
	if err := json.Unmarshal(text, &j); err != nil {
		return err
	}
	*e = Expression{Source: j.Source}
	for path, v := range j.Constants {
		root, name, ok := strings.Cut(path, ".")
		switch v.(type) {
		case string, float64, bool:
		default:
			ok = false
		}
		if !ok {
			return fmt.Errorf("%q is no constant of an expression", path)
		}
		if e.Constants == nil {
			e.Constants = map[string]map[string]any{}
		}
		if e.Constants[root] == nil {
			e.Constants[root] = map[string]any{}
		}
		e.Constants[root][name] = v
	}
	return nil
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

// unsettled says that the expression names a variable or local whose value was
// reported: what it says cannot be judged.
func (s *scope) unsettled(e Expression) bool {
	tokens, err := lexer.Lex(file.NewSource(e.Source))
	if err != nil {
		return false
	}
	names, _ := namesOf(tokens, "var")
	for _, name := range names {
		if v := s.variables[name]; v != nil && !v.value.IsKnown() || v == nil && s.d.lost("variable") {
			return true
		}
	}
	names, _ = namesOf(tokens, "local")
	for _, name := range names {
		if l := s.locals[name]; l != nil && !l.value.IsKnown() || l == nil && s.d.lost("locals") {
			return true
		}
	}
	return false
}

// identifiers are those that the source names, those of members too.
func (e Expression) identifiers() []string {
	tokens, err := lexer.Lex(file.NewSource(e.Source))
	if err != nil {
		return nil
	}
	var names []string
	for _, t := range tokens {
		if t.Kind == lexer.Identifier {
			names = append(names, t.Value)
		}
	}
	return names
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
