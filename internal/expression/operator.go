package expression

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
	"github.com/hashicorp/hcl/v2"
)

// unary is ! - +.
func (l *lowering[F]) unary(n *ast.UnaryNode) operand[F] {
	o := l.lower(n.Node)
	if o.kind == 0 {
		return o
	}
	want := Number
	if n.Operator == "!" || n.Operator == "not" {
		want = Bool
	}
	if o.kind != want {
		return l.wrongKind(n.Operator, want, n.Node, o)
	}
	x, truth := o.number, o.truth
	switch n.Operator {
	case "-":
		negative := numberOf(func(f *F) float64 { return -x(f) })
		if o.whole {
			negative = wholly(negative)
		}
		return folded(negative, o)
	case "+":
		return o
	}
	return folded(truthOf(func(f *F) bool { return !truth(f) }), o)
}

// conditional is a ? b : c. Both branches are of one kind, because what the
// whole is must be known before it runs.
func (l *lowering[F]) conditional(n *ast.ConditionalNode) operand[F] {
	if !n.Ternary {
		l.fault(l.span(n), "Not supported in expressions", "if cannot be used here. Write condition ? a : b.")
		return operand[F]{}
	}
	cond, a, b := l.lower(n.Cond), l.lower(n.Exp1), l.lower(n.Exp2)
	if cond.kind != 0 && cond.kind != Bool {
		cond = l.wrongKind("?", Bool, n.Cond, cond)
	}
	if a.kind != 0 && b.kind != 0 && a.kind != b.kind {
		l.fault(l.span(n.Exp2), "Values of different kinds",
			"Before the colon is %s, after it %s; both must be of one kind.", a.kind, b.kind)
		return operand[F]{}
	}
	if cond.kind == 0 || a.kind == 0 || b.kind == 0 {
		return operand[F]{}
	}
	return folded(lowerChoice(cond, a, b), cond, a, b)
}

// binary takes each operator to the kinds that it wants.
func (l *lowering[F]) binary(n *ast.BinaryNode) operand[F] {
	switch n.Operator {
	case "in":
		return l.membership(n)
	case "**", "^", "??", "matches", "..":
		return l.refused(n)
	}
	a, b := l.lower(n.Left), l.lower(n.Right)
	if a.kind == 0 || b.kind == 0 {
		return operand[F]{}
	}
	switch n.Operator {
	case "==", "!=", "<", "<=", ">", ">=":
		return l.comparison(n, a, b)
	case "contains", "startsWith", "endsWith":
		return l.both(n, Text, a, b, lowerTextTest)
	case "&&", "and", "||", "or":
		return l.both(n, Bool, a, b, lowerLogic)
	case "%":
		return l.remainder(n, a, b)
	case "+":
		if a.kind == Text && b.kind == Text {
			return l.join(n, a, b)
		}
	}
	return l.both(n, Number, a, b, lowerArithmetic)
}

// refused reports an operator of expr that expressions here do not have.
func (l *lowering[F]) refused(n *ast.BinaryNode) operand[F] {
	l.lower(n.Left)
	if n.Operator != ".." {
		l.lower(n.Right)
	}
	l.fault(n.Location(), "Not supported in expressions", "%s cannot be used here. %s", n.Operator, refusedOperators[n.Operator])
	return operand[F]{}
}

var refusedOperators = map[string]string{
	"**":      "Powers differ in their last digit between machines: write a product, x * x.",
	"^":       "Powers differ in their last digit between machines: write a product, x * x.",
	"??":      "Every value that an expression sees exists.",
	"matches": "Write startsWith, endsWith, contains, or in [\"a\", \"b\"].",
	"..":      "A range stands after in only, as in device.floor in 1..4.",
}

// both is an operator whose two operands are of one given kind.
func (l *lowering[F]) both(n *ast.BinaryNode, want Kind, a, b operand[F],
	make func(operator string, a, b operand[F]) operand[F],
) operand[F] {
	if a.kind != want {
		return l.wrongKind(n.Operator, want, n.Left, a)
	}
	if b.kind != want {
		return l.wrongKind(n.Operator, want, n.Right, b)
	}
	return folded(make(n.Operator, a, b), a, b)
}

// comparison is == != < <= > >=. Values of two kinds are a fault: expr's plain
// answer, false, would hide device.room == 301 for ever.
func (l *lowering[F]) comparison(n *ast.BinaryNode, a, b operand[F]) operand[F] {
	if a.kind != b.kind {
		return l.incomparable(n.Left, n.Right, a, b)
	}
	ordered := n.Operator != "==" && n.Operator != "!="
	if ordered && a.kind == Bool {
		l.fault(l.span(n), "Wrong kind of value", "%s puts numbers or texts in order; true and false have none.", n.Operator)
		return operand[F]{}
	}
	if !ordered {
		l.compare(n.Left, n.Right, b)
		l.compare(n.Right, n.Left, a)
	}
	return folded(lowerComparison(n.Operator, a, b), a, b)
}

// incomparable reports a comparison across kinds, with the literal as it should
// have been written.
func (l *lowering[F]) incomparable(left, right ast.Node, a, b operand[F]) operand[F] {
	span := l.closed(file.Location{From: l.span(left).From, To: l.span(right).To})
	advice := quoteAdvice(left, b.kind) + quoteAdvice(right, a.kind)
	l.fault(span, "Values of different kinds", "%s is %s and %s is %s: they are never equal.%s",
		l.spell(left), a.kind, l.spell(right), b.kind, advice)
	return operand[F]{}
}

// quoteAdvice is for 3 where "3" is meant, and the reverse.
func quoteAdvice(node ast.Node, want Kind) string {
	switch n := node.(type) {
	case *ast.StringNode:
		if _, err := strconv.ParseFloat(n.Value, 64); err == nil && want == Number {
			return " Write " + n.Value + " without quotes."
		}
	case *ast.IntegerNode:
		if want == Text {
			return " Write '" + strconv.Itoa(n.Value) + "' in quotes."
		}
	}
	return ""
}

// compare notes what an attribute of the device is compared with, and warns of a
// model that nobody has: the selector would quietly select nobody.
func (l *lowering[F]) compare(attribute, literal ast.Node, o operand[F]) {
	name := deviceAttribute(attribute)
	if name == "" || !o.constant {
		return
	}
	l.compared = append(l.compared, Comparison{name, o.value.text, o.value.number, l.place(l.span(literal))})
	if name != "model" || l.words.Models == nil || slices.Contains(l.words.Models, o.value.text) {
		return
	}
	l.add(hcl.DiagWarning, l.span(literal), "No such model",
		"The scenario has no model "+strconv.Quote(o.value.text)+"."+didYouMean(o.value.text, l.words.Models))
}

// deviceAttribute is NAME of device.NAME, tags.NAME of device.tags.NAME, empty for
// anything else.
func deviceAttribute(node ast.Node) string {
	n, ok := node.(*ast.MemberNode)
	if !ok {
		return ""
	}
	if tag, isConstant := n.Property.(*ast.StringNode); isConstant && deviceAttribute(n.Node) == tagsMember {
		return tagsMember + "." + tag.Value
	}
	object, isName := n.Node.(*ast.IdentifierNode)
	name, isConstant := n.Property.(*ast.StringNode)
	if !isName || !isConstant || object.Value != "device" {
		return ""
	}
	return name.Value
}

// remainder needs whole numbers, as in HCL, and a divisor that cannot be zero.
func (l *lowering[F]) remainder(n *ast.BinaryNode, a, b operand[F]) operand[F] {
	for _, side := range []struct {
		node ast.Node
		o    operand[F]
	}{{n.Left, a}, {n.Right, b}} {
		if side.o.kind != Number {
			return l.wrongKind("%", Number, side.node, side.o)
		}
		if !side.o.whole {
			l.fault(l.span(side.node), "Whole number expected",
				"%% takes whole numbers, and %s may have a fraction.%s", l.spell(side.node), l.remainderAdvice(n))
			return operand[F]{}
		}
	}
	if !b.constant || b.value.number == 0 {
		l.fault(l.span(n.Right), "Divisor must be a constant", "What %% divides by must be a constant other than 0.")
		return operand[F]{}
	}
	x, y := a.number, b.value.number
	return folded(wholly(numberOf(func(f *F) float64 { return math.Mod(x(f), y) })), a, b)
}

// remainderAdvice is the same with functions that take fractions.
func (l *lowering[F]) remainderAdvice(n *ast.BinaryNode) string {
	x, y := l.term(n.Left), l.term(n.Right)
	return fmt.Sprintf(" Write %s - floor(%s / %s) * %s.", x, x, y, y)
}

// join is text + text, which would allocate if it were left to be done later.
func (l *lowering[F]) join(n *ast.BinaryNode, a, b operand[F]) operand[F] {
	if !a.constant || !b.constant {
		l.fault(l.span(n), "Not supported in expressions",
			"Only constant texts can be joined. Compare the parts one by one, with &&.")
		return operand[F]{}
	}
	return textConstant[F](a.value.text + b.value.text)
}

// membership is x in [a, b, c] or x in low..high.
func (l *lowering[F]) membership(n *ast.BinaryNode) operand[F] {
	x := l.lower(n.Left)
	switch right := n.Right.(type) {
	case *ast.ArrayNode:
		return l.inList(n.Left, x, right)
	case *ast.BinaryNode:
		if right.Operator == ".." {
			return l.inRange(n.Left, x, right)
		}
	}
	if right := l.lower(n.Right); right.kind != 0 {
		l.fault(l.span(n.Right), "Wrong kind of value",
			"After in stands a list or a range, as in [1, 2, 3] or 1..4; this is %s.", right.kind)
	}
	return operand[F]{}
}

// inList is x in [a, b, c] of constants.
func (l *lowering[F]) inList(left ast.Node, x operand[F], list *ast.ArrayNode) operand[F] {
	if len(list.Nodes) == 0 {
		l.fault(l.span(list), "List is empty", "Nothing is in an empty list.")
		return operand[F]{}
	}
	values, good := make([]value, 0, len(list.Nodes)), x.kind != 0
	for _, node := range list.Nodes {
		o := l.lower(node)
		switch {
		case o.kind == 0 || x.kind == 0:
			good = false
		case o.kind != x.kind:
			l.incomparable(left, node, x, o)
			good = false
		case !o.constant:
			l.fault(l.span(node), "Constant expected", "A list after in holds constants. Compare with == instead.")
			good = false
		default:
			l.compare(left, node, o)
			values = append(values, o.value)
		}
	}
	if !good {
		return operand[F]{}
	}
	return folded(lowerList(x, values), x)
}

// inRange is x in low..high of whole numbers. A number with a fraction between
// two of them would not be in it, which is never what is meant.
func (l *lowering[F]) inRange(left ast.Node, x operand[F], bounds *ast.BinaryNode) operand[F] {
	low, high := l.lower(bounds.Left), l.lower(bounds.Right)
	if x.kind == 0 || low.kind == 0 || high.kind == 0 {
		return operand[F]{}
	}
	if x.kind != Number {
		return l.wrongKind("in a range", Number, left, x)
	}
	if !x.whole {
		name := l.term(left)
		from, to := l.term(bounds.Left), l.term(bounds.Right)
		l.fault(l.span(bounds), "Whole number expected", "A range holds whole numbers, and %s may have a fraction. Write %s >= %s && %s <= %s.",
			name, name, from, name, to)
		return operand[F]{}
	}
	for _, side := range []struct {
		node ast.Node
		o    operand[F]
	}{{bounds.Left, low}, {bounds.Right, high}} {
		if !side.o.whole || !side.o.constant {
			l.fault(l.span(side.node), "Whole number expected", "The ends of a range are constant whole numbers, as in 1..4.")
			return operand[F]{}
		}
	}
	if low.value.number > high.value.number {
		l.fault(l.span(bounds), "Range is empty", "It begins after its end: write %s..%s.",
			l.spell(bounds.Right), l.spell(bounds.Left))
		return operand[F]{}
	}
	return folded(lowerRange(x, low.value.number, high.value.number), x)
}
