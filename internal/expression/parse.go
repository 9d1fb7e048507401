package expression

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/checker"
	"github.com/expr-lang/expr/conf"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"
	"github.com/expr-lang/expr/parser/lexer"
	"github.com/hashicorp/hcl/v2"

	"github.com/iotsim/iotsim/schema"
)

// The limits of an expression. expr's parser recurses without a bound of its
// own (parentheses make no node, so its node limit never sees them), and a Go
// stack that overflows ends the process. The limit on bytes alone keeps the
// stack small; the one on nesting is met first and names the place.
const (
	maxBytes   = 4096
	maxNodes   = 512
	maxNesting = 64
)

// source is an expression on its way through the stages, and what they
// found wrong with it.
type source struct {
	*schema.Expression
	noun   string // "formula", "selector"
	runes  []rune // Source as expr counts it
	tokens []lexer.Token
	diags  hcl.Diagnostics
}

func newSource(e *schema.Expression, noun string) *source {
	return &source{Expression: e, noun: noun, runes: []rune(e.Source)}
}

// all is the span of the whole expression.
func (s *source) all() file.Location { return file.Location{From: 0, To: len(s.runes)} }

// fault adds an error about a span of the source.
func (s *source) fault(at file.Location, summary, format string, args ...any) {
	s.add(hcl.DiagError, at, summary, fmt.Sprintf(format, args...))
}

func (s *source) add(severity hcl.DiagnosticSeverity, at file.Location, summary, detail string) {
	subject := s.place(at)
	if s.Secret {
		detail = schema.SecretDetail
	} else if s.Position == nil && at != s.all() && len(s.runes) > 0 {
		detail += fmt.Sprintf(" It is at character %d of the %s.", at.From+1, s.noun)
	}
	s.diags = s.diags.Append(&hcl.Diagnostic{Severity: severity, Summary: summary, Detail: detail, Subject: &subject})
}

// place maps a span to the file. expr's spans may be empty or reach past the
// end; a caret needs a character to stand under.
func (s *source) place(at file.Location) hcl.Range {
	if s.Position == nil || at == s.all() {
		return s.Range
	}
	from := max(0, min(at.From, len(s.runes)-1))
	to := max(from+1, min(at.To, len(s.runes)))
	return s.Position(from, to)
}

// text is the source of a span, short enough for a message.
func (s *source) text(at file.Location) string {
	const most = 40
	part := s.runes[min(at.From, len(s.runes)):min(at.To, len(s.runes))]
	if len(part) > most {
		return string(part[:most-1]) + "…"
	}
	return string(part)
}

// parse is the tree of the expression, or nil with the fault reported.
func (s *source) parse() *parser.Tree {
	if len(s.Source) > maxBytes {
		s.fault(s.all(), "Expression too long", "It has %d bytes; at most %d are allowed.", len(s.Source), maxBytes)
		return nil
	}
	if strings.TrimSpace(s.Source) == "" {
		s.fault(s.all(), "Empty expression", "Write the %s between the quotes, or leave the argument out.", s.noun)
		return nil
	}
	if !s.scan() || !s.shallow() {
		return nil
	}
	tree, err := parser.ParseWithConfig(s.Source, parsed())
	if err != nil {
		s.syntax(err)
		return nil
	}
	if treeSize(tree.Node, map[ast.Node]int{}) > maxNodes {
		s.tooLarge()
		return nil
	}
	return tree
}

// scan splits the source into tokens, with which no recursion comes.
func (s *source) scan() bool {
	l := lexer.New()
	l.Reset(file.NewSource(s.Source))
	for {
		token, err := l.Next()
		if errors.Is(err, io.EOF) {
			return true
		}
		if err != nil {
			s.syntax(err)
			return false
		}
		s.tokens = append(s.tokens, token)
	}
}

// shallow counts brackets and prefix operators before anything recurses.
func (s *source) shallow() bool {
	brackets, prefixes := 0, 0
	for _, token := range s.tokens {
		switch {
		case token.Is(lexer.Bracket, "(", "[", "{"):
			brackets++
		case token.Is(lexer.Bracket):
			brackets--
		}
		if token.Is(lexer.Operator, "!", "not", "-", "+") {
			prefixes++
		} else {
			prefixes = 0
		}
		if brackets+prefixes > maxNesting {
			s.fault(token.Location, "Expression too deeply nested",
				"At most %d brackets and prefix operators may stand inside each other.", maxNesting)
			return false
		}
	}
	return true
}

func (s *source) tooLarge() {
	s.fault(s.all(), "Expression too large",
		"At most %d names, literals and operators are allowed. Compute constant parts in locals.", maxNodes)
}

// treeSize is the number of nodes that a walk of the tree visits. That is more
// than there are: of a < b < c expr makes a < b && b < c with one node b in two
// places, so that n nested chains would take 2^n visits. Kinds of nodes that
// no expression may hold count one.
func treeSize(node ast.Node, known map[ast.Node]int) int {
	if size, ok := known[node]; ok {
		return size
	}
	size := 1
	for _, child := range children(node) {
		size = min(size+treeSize(child, known), maxNodes+1)
	}
	known[node] = size
	return size
}

// children lists the nodes below one, in the order of the source.
func children(node ast.Node) []ast.Node {
	switch n := node.(type) {
	case *ast.UnaryNode:
		return []ast.Node{n.Node}
	case *ast.BinaryNode:
		return []ast.Node{n.Left, n.Right}
	case *ast.ConditionalNode:
		return []ast.Node{n.Cond, n.Exp1, n.Exp2}
	case *ast.MemberNode:
		return []ast.Node{n.Node, n.Property}
	case *ast.ArrayNode:
		return n.Nodes
	case *ast.BuiltinNode:
		return n.Arguments
	case *ast.CallNode:
		return append([]ast.Node{n.Callee}, n.Arguments...)
	}
	return nil
}

// span is what a node covers. expr gives an operator the span of its sign
// alone, a conditional that of the token after it, and nothing its brackets.
func (s *source) span(node ast.Node) file.Location {
	return s.closed(bareSpan(node))
}

func bareSpan(node ast.Node) file.Location {
	span := node.Location()
	_, conditional := node.(*ast.ConditionalNode)
	for i, child := range children(node) {
		below := bareSpan(child)
		if conditional && i == 0 {
			span = below
		}
		span.From, span.To = min(span.From, below.From), max(span.To, below.To)
	}
	return span
}

// closed widens a span until each bracket in it has its partner.
func (s *source) closed(span file.Location) file.Location {
	open, missing := 0, 0 // brackets that still want a partner to the right, to the left
	for _, token := range s.tokens {
		if token.Kind != lexer.Bracket || token.From < span.From {
			continue
		}
		if token.From >= span.To && open == 0 {
			break
		}
		switch {
		case token.Is(lexer.Bracket, "(", "[", "{"):
			open++
		case open == 0:
			missing++
		default:
			open--
			span.To = max(span.To, token.To)
		}
	}
	for i := len(s.tokens) - 1; i >= 0 && missing > 0; i-- {
		token := s.tokens[i]
		switch {
		case token.Kind != lexer.Bracket || token.From >= span.From:
		case token.Is(lexer.Bracket, ")", "]", "}"):
			missing++
		default:
			missing--
			span.From = token.From
		}
	}
	return span
}

// grammar allows the grammar, and of expr's functions those that give the
// same result everywhere and walk over nothing.
func grammar() *conf.Config {
	c := conf.CreateNew()
	c.MaxNodes = maxNodes
	for name := range c.Builtins {
		c.Disabled[name] = !functions[name].builtin
	}
	return c
}

// parsed is the grammar as the parser takes it, which writes nothing to it.
var parsed = sync.OnceValue(grammar)

// check is expr's own opinion of the tree. Lowering is the stricter of the two
// and has the better messages, so this is silent unless the two disagree.
func (s *source) check(tree *parser.Tree, env any) {
	c := grammar()
	c.WithEnv(env)
	for name, f := range functions {
		if !f.builtin {
			c.Functions[name] = f.declare(name)
		}
	}
	for name, disabled := range c.Disabled {
		if disabled {
			delete(c.Builtins, name)
		}
	}
	if _, err := checker.Check(tree, c); err != nil {
		s.syntax(err)
	}
}

// syntax reports an error of expr's lexer, parser or checker, in our words
// where we have some.
func (s *source) syntax(err error) {
	var at *file.Error
	if !errors.As(err, &at) {
		s.fault(s.all(), "Invalid expression", "%s.", capital(err.Error()))
		return
	}
	const unexpected = "unexpected token "
	message := at.Message
	switch {
	case s.ifCall():
	case strings.HasPrefix(message, "bad number syntax"):
		s.numberWithUnit(at.Location)
	case strings.Contains(message, "maximum allowed nodes"):
		s.tooLarge()
	case message == unexpected+"EOF", message == "unexpected end of expression":
		last := s.tokenBefore(len(s.runes))
		advice := ""
		if last.Value == "%" {
			advice = " A share is a number from 0 to 1, such as 0.05; % is the remainder of a division."
		}
		s.fault(last.Location, "Invalid expression", "It ends too early: something is missing after this.%s", advice)
	case strings.HasPrefix(message, unexpected):
		sign := s.sign(at.Location)
		s.fault(sign, "Invalid expression", "%s is not expected here.%s", s.text(sign), signAdvice[s.text(sign)])
	case strings.HasPrefix(message, "a map key"):
		s.fault(at.Location, "Invalid expression", "Braces have no meaning in an expression.")
	case message == "literal not terminated":
		at.From = s.tokenBefore(len(s.runes)).To
		for unicode.IsSpace(s.runes[at.From]) {
			at.From++
		}
		s.fault(at.Location, "Invalid expression", "The quote that opens this text is never closed.")
	case strings.HasPrefix(message, "invalid ") && strings.Contains(message, " literal: "):
		number := s.tokenBefore(at.From)
		s.fault(number.Location, "Invalid expression", "%s is no number that can be held.", number.Value)
	case strings.HasPrefix(message, "unrecognized character"):
		s.fault(at.Location, "Invalid expression", "%q is no part of an expression.", s.text(at.Location))
	default:
		s.fault(at.Location, "Invalid expression", "%s.", capital(message))
	}
}

// ifCall reports if(a, b, c), which expr reads as the beginning of if a { b }.
func (s *source) ifCall() bool {
	for i, token := range s.tokens {
		if token.Value == "if" && token.Kind != lexer.String && i+1 < len(s.tokens) && s.tokens[i+1].Is(lexer.Bracket, "(") {
			s.fault(token.Location, "Not supported in expressions", "if cannot be used here. Write condition ? a : b.")
			return true
		}
	}
	return false
}

// numberWithUnit reports 1s, with the number that is meant. expr notices it
// somewhere in the middle.
func (s *source) numberWithUnit(at file.Location) {
	from := min(at.From, len(s.runes)-1)
	for from > 0 && partOfNumber(s.runes[from-1]) {
		from--
	}
	to := from
	for to < len(s.runes) && partOfNumber(s.runes[to]) {
		to++
	}
	at = file.Location{From: from, To: max(to, from+1)}
	text := s.text(at)
	detail := fmt.Sprintf("%q is no number.", text)
	if d, err := schema.ParseDuration(text); err == nil {
		detail += " " + s.unitAdvice(d)
	}
	s.fault(at, "Invalid expression", "%s", detail)
}

func partOfNumber(r rune) bool { return r == '.' || unicode.IsLetter(r) || unicode.IsDigit(r) }

// unitAdvice is the number that a duration is here: milliseconds where latencies
// are, seconds elsewhere.
func (s *source) unitAdvice(d time.Duration) string {
	unit, what := time.Second, "t is in seconds"
	if s.noun == "expectation" {
		unit, what = time.Millisecond, "lag and ack_latency are in milliseconds"
	}
	return fmt.Sprintf("Numbers have no units here, and %s: write %s.", what, strconv.FormatFloat(float64(d)/float64(unit), 'f', -1, 64))
}

// tokenBefore is the last token that begins before a rune. expr reports a bad
// number at the token after it.
func (s *source) tokenBefore(from int) lexer.Token {
	var last lexer.Token
	for _, token := range s.tokens {
		if token.From < from && token.Kind != lexer.EOF {
			last = token
		}
	}
	return last
}

// sign widens the span of an operator to all of it that the author wrote: expr
// reads => as = and >.
func (s *source) sign(at file.Location) file.Location {
	if !strings.ContainsAny(s.text(at), signRunes) {
		return at
	}
	for at.From > 0 && strings.ContainsRune(signRunes, s.runes[at.From-1]) {
		at.From--
	}
	for at.To < len(s.runes) && strings.ContainsRune(signRunes, s.runes[at.To]) {
		at.To++
	}
	return at
}

const signRunes = "=<>!&|"

// signAdvice is for operators as other languages write them.
var signAdvice = map[string]string{
	"=":   " Write == to compare.",
	"===": " Write == to compare.",
	"!==": " Write != to compare.",
	"<>":  " Write != to compare.",
	"=>":  " Write >= to compare.",
	"=<":  " Write <= to compare.",
	"&":   " Write && for and.",
}

// capital begins a message of expr's as ours begin.
func capital(message string) string {
	if message == "" {
		return ""
	}
	return strings.ToUpper(message[:1]) + message[1:]
}
