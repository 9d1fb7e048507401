package expression

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
	"github.com/hashicorp/hcl/v2"

	"github.com/iotsim/iotsim/schema"
)

// lowering turns one checked tree into closures.
type lowering[F any] struct {
	*source
	scope    scope[F]
	words    Vocabulary               // the author's own
	used     map[string]file.Location // names that the expression reads, and where first
	compared []Comparison             // attributes of the device with constants
	done     map[ast.Node]operand[F]  // a node may stand in two places, see treeSize
}

// compile takes the expression through all stages. The operand is of kind 0
// when an error was reported.
func (l *lowering[F]) compile() operand[F] {
	l.used, l.done = map[string]file.Location{}, map[ast.Node]operand[F]{}
	tree := l.parse()
	if tree == nil {
		return operand[F]{}
	}
	root := l.lower(tree.Node)
	if !l.diags.HasErrors() && !l.Open {
		l.check(tree, l.scope.environment(l.used))
	}
	return root
}

// noted is where a name was first read.
func (l *lowering[F]) noted(name string) hcl.Range {
	at, ok := l.used[name]
	if !ok {
		return hcl.Range{}
	}
	return l.place(at)
}

// note keeps that a name is read.
func (l *lowering[F]) note(name string, at file.Location) {
	if _, ok := l.used[name]; !ok {
		l.used[name] = at
	}
}

// lower is the operand of a node, made once.
func (l *lowering[F]) lower(node ast.Node) operand[F] {
	o, ok := l.done[node]
	if !ok {
		o = l.lowerNew(node)
		l.done[node] = o
	}
	return o
}

func (l *lowering[F]) lowerNew(node ast.Node) operand[F] {
	switch n := node.(type) {
	case *ast.IntegerNode:
		o := numberConstant[F](float64(n.Value))
		o.whole = l.scope.wholes && isWhole(o.value.number)
		return o
	case *ast.FloatNode:
		return numberConstant[F](n.Value)
	case *ast.BoolNode:
		return truthConstant[F](n.Value)
	case *ast.StringNode:
		return textConstant[F](n.Value)
	case *ast.IdentifierNode:
		return l.identifier(n)
	case *ast.MemberNode:
		return l.member(n)
	case *ast.UnaryNode:
		return l.unary(n)
	case *ast.BinaryNode:
		return l.binary(n)
	case *ast.ConditionalNode:
		return l.conditional(n)
	case *ast.BuiltinNode:
		return l.call(n.Name, n.Location(), n.Arguments)
	case *ast.CallNode:
		if callee, ok := n.Callee.(*ast.IdentifierNode); ok {
			return l.call(callee.Value, callee.Location(), n.Arguments)
		}
	}
	return l.unsupported(node)
}

// unsupported reports what expr knows and expressions here do not.
func (l *lowering[F]) unsupported(node ast.Node) operand[F] {
	detail := "This part of expr's language cannot be used here."
	switch node.(type) {
	case *ast.ArrayNode:
		detail = "A list stands after in only, as in x in [1, 2, 3]."
	case *ast.NilNode:
		detail = "There is no nil: every value that an expression sees exists."
	case *ast.VariableDeclaratorNode:
		detail = "let cannot be used here. Put the part into a sensor of its own, or a local."
	case *ast.ChainNode:
		detail = "?. cannot be used here. Write a plain dot: every value that an expression sees exists."
	case *ast.CallNode:
		detail = "Values have no methods."
	case *ast.SequenceNode:
		detail = "An expression is one value; there is no ; in it."
	}
	l.fault(l.span(node), "Not supported in expressions", "%s", detail)
	return operand[F]{}
}

// identifier is a plain name.
func (l *lowering[F]) identifier(n *ast.IdentifierNode) operand[F] {
	if o, ok := l.scope.names[n.Value]; ok {
		l.note(n.Value, n.Location())
		return o
	}
	at := n.Location()
	if members, ok := l.scope.objects[n.Value]; ok {
		l.fault(at, "Attribute needed", "%s is not a value by itself: write one of %s.", n.Value, dotted(n.Value, members))
		return operand[F]{}
	}
	l.unknownName(n.Value, at)
	return operand[F]{}
}

// unknownName reports a plain name with the best advice there is.
func (l *lowering[F]) unknownName(name string, at file.Location) {
	reason, later := l.scope.later[name]
	if l.Open && !later {
		return // it may be a sensor that could not be read
	}
	advice := l.scope.sees
	if later && l.Circle != nil && slices.Contains(l.After[min(1, len(l.After)):], name) && l.Circle(name) {
		advice = fmt.Sprintf("Sensor %q depends on sensor %q itself, so neither can be computed first. Give one of them a value, or derive both from a third sensor.", name, l.After[0])
	} else if later {
		advice = reason
	} else if object := l.scope.memberOf(name); object != "" {
		advice = "Did you mean \"" + object + "." + name + "\"?"
	} else if whole := l.scope.nameAround(name); whole != "" {
		advice = "A formula cannot read sensor \"" + whole + "\": call it by one word, such as " + oneWord(whole) + "."
	} else if near, ok := schema.Nearest(name, l.scope.known()); ok {
		advice = "Did you mean \"" + near + "\"?"
	}
	l.fault(at, "Unknown name in "+l.noun, "%q is not known here. %s", name, advice)
}

// member is object.name.
func (l *lowering[F]) member(n *ast.MemberNode) operand[F] {
	object, isName := n.Node.(*ast.IdentifierNode)
	name, isConstant := n.Property.(*ast.StringNode)
	if l.isTags(n.Node) && isConstant {
		l.note(deviceObject+"."+tagsMember+"."+name.Value, l.span(n))
		return l.scope.tag(name.Value)
	}
	if !isName {
		return l.memberless(n)
	}
	members, ok := l.scope.objects[object.Value]
	if !ok && isConstant && l.deviceless(object, name.Value, l.span(n)) {
		return operand[F]{}
	}
	if !ok {
		return l.memberless(n)
	}
	if !isConstant {
		return l.unsupported(n)
	}
	full := object.Value + "." + name.Value
	if o, ok := members[name.Value]; ok {
		l.note(full, l.span(n))
		return o
	}
	l.unknownMember(object.Value, name, members)
	return operand[F]{}
}

// deviceless reports tags.NAME, model.NAME and the like in a selector: what stands
// so elsewhere is an attribute of the device here.
func (l *lowering[F]) deviceless(object *ast.IdentifierNode, name string, at file.Location) bool {
	if l.scope.tag == nil || l.Open {
		return false
	}
	switch object.Value {
	case tagsMember:
		l.fault(at, "Unknown name in "+l.noun, "%q is not known here. Write %s.%s.%s.", object.Value, deviceObject, tagsMember, name)
		return true
	case "model", "building", "room":
		l.fault(at, "Unknown name in "+l.noun, "%q is not known here. Write %s.%s == '%s'.", object.Value, deviceObject, object.Value, name)
		return true
	}
	return false
}

// isTags says whether a node is device.tags, in a scope that has them.
func (l *lowering[F]) isTags(node ast.Node) bool {
	member, ok := node.(*ast.MemberNode)
	if !ok || l.scope.tag == nil {
		return false
	}
	object, isName := member.Node.(*ast.IdentifierNode)
	name, isConstant := member.Property.(*ast.StringNode)
	return isName && isConstant && object.Value == deviceObject && name.Value == tagsMember
}

// memberless reports a dot or an index after something that has no members.
func (l *lowering[F]) memberless(n *ast.MemberNode) operand[F] {
	if below := l.lower(n.Node); below.kind != 0 {
		l.fault(l.span(n), "Unknown attribute", "%s is %s: it has no attributes.", l.spell(n.Node), below.kind)
	}
	return operand[F]{}
}

// unknownMember reports an attribute of device, or a constant, that is not there.
func (l *lowering[F]) unknownMember(object string, name *ast.StringNode, members map[string]operand[F]) {
	if l.Open {
		return
	}
	known := slices.Sorted(maps.Keys(members))
	switch {
	case object == deviceObject && name.Value == tagsMember:
		l.fault(name.Location(), "Attribute needed", "device.tags is not a value by itself: write device.tags.NAME, or device.tags[\"NAME\"].")
	case object == deviceObject && l.hasTag(name.Value):
		l.fault(name.Location(), "Unknown attribute", "%s has no attribute %q. The tag is %s.%s.%s.", object, name.Value, object, tagsMember, name.Value)
	case constantNoun[object] == "":
		l.fault(name.Location(), "Unknown attribute", "%s has no attribute %q.%s", object, name.Value, didYouMean(name.Value, known))
	default:
		l.fault(name.Location(), "Unknown "+constantNoun[object],
			"There is no %s %q whose value is a number, text or bool.%s", constantNoun[object], name.Value, didYouMean(name.Value, known))
	}
}

// hasTag says that devices have a tag of a name.
func (l *lowering[F]) hasTag(name string) bool {
	return l.scope.tag != nil && l.words.Tags != nil && slices.Contains(l.words.Tags(), name)
}

var constantNoun = map[string]string{"var": "variable", "local": "local"}

// dotted is the members as the author would write them.
func dotted[F any](object string, members map[string]operand[F]) string {
	names := slices.Sorted(maps.Keys(members))
	for i, name := range names {
		names[i] = object + "." + name
	}
	return strings.Join(names, ", ")
}

// wrongKind reports an operand that its operator cannot take.
func (l *lowering[F]) wrongKind(operator string, want Kind, node ast.Node, o operand[F]) operand[F] {
	kinds := map[Kind]string{Number: "numbers", Bool: "true or false", Text: "text"}
	at := l.span(node)
	advice := ""
	switch {
	case want == Bool && o.kind == Number:
		advice = " Write a comparison, such as " + l.term(node) + " > 0."
	case want == Number && o.kind == Bool:
		advice = " Write (" + l.text(at) + " ? 1 : 0) for a number."
	}
	l.fault(at, "Wrong kind of value", "%s takes %s; %s is %s.%s", operator, kinds[want], l.text(at), o.kind, advice)
	return operand[F]{}
}

// spell is a node as the author wrote it.
func (l *lowering[F]) spell(node ast.Node) string { return l.text(l.span(node)) }

// term is the same, fit to stand beside any operator.
func (l *lowering[F]) term(node ast.Node) string {
	switch node.(type) {
	case *ast.UnaryNode, *ast.BinaryNode, *ast.ConditionalNode:
		return "(" + l.spell(node) + ")"
	}
	return l.spell(node)
}
