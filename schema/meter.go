package schema

import (
	"fmt"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// A meter counts what the evaluation of expressions costs. What one value may
// hold is bounded when it is there (oversize), but a for expression over a for
// expression is slow and large long before: a hundred bytes ask for 10^12 steps.
//
// What is counted are the elements that for, [*] and functions go over, and the
// bytes that templates join. A statement begins anew; the sum of all does not.
type meter struct {
	steps, bytes int // of the statement
	total        int // steps of all
}

// begin starts the next statement.
func (m *meter) begin() { m.steps, m.bytes = 0, 0 }

// spent says that there was too much: what else is wrong follows from that.
func (m *meter) spent() bool {
	return m.steps > maxSteps || m.total > maxAllSteps || m.bytes > maxJoinedBytes
}

// step counts elements; it says what is too much, "" when nothing is.
func (m *meter) step(n int) string {
	m.steps += n
	m.total += n
	switch {
	case m.steps > maxSteps:
		return fmt.Sprintf("This goes over more than %s elements. Compute less, or name the inner part with a local, which is computed once.", grouped(maxSteps))
	case m.total > maxAllSteps:
		return fmt.Sprintf("All expressions together go over more than %s elements. Name what is computed again and again with a local.", grouped(maxAllSteps))
	}
	return ""
}

// join counts bytes that a template copies.
func (m *meter) join(n int) string {
	if m.bytes += n; m.bytes > maxJoinedBytes {
		return fmt.Sprintf("The texts that are joined here have more than %s bytes.", grouped(maxJoinedBytes))
	}
	return ""
}

// instrument puts the meter into every expression below a node.
func (m *meter) instrument(node hclsyntax.Node) {
	// The visitor returns no diagnostics, so there are none.
	_ = hclsyntax.VisitAll(node, func(n hclsyntax.Node) hcl.Diagnostics {
		switch e := n.(type) {
		case *hclsyntax.ForExpr:
			e.CollExpr = m.measured(e.CollExpr, m.elements)
		case *hclsyntax.SplatExpr:
			e.Source = m.measured(e.Source, m.elements)
		case *hclsyntax.TemplateExpr:
			for i, part := range e.Parts {
				if _, literal := part.(*hclsyntax.LiteralValueExpr); !literal {
					e.Parts[i] = m.measured(part, m.text)
				}
			}
		case *hclsyntax.ObjectConsExpr:
			refuseRepeated(e)
		case *hclsyntax.BinaryOpExpr:
			e.LHS, e.RHS = m.operand(e.LHS), m.operand(e.RHS)
			if e.Op == hclsyntax.OpDivide || e.Op == hclsyntax.OpModulo {
				e.RHS = m.measured(e.RHS, divisorProblem)
			}
		}
		return nil
	})
}

// operand keeps what comes out of one operator finite before the next takes it:
// the digits of a long product take minutes to print.
func (m *meter) operand(e hclsyntax.Expression) hclsyntax.Expression {
	switch e.(type) {
	case *hclsyntax.LiteralValueExpr, *hclsyntax.ScopeTraversalExpr:
		return e
	}
	return m.measured(e, func(v cty.Value) string { return numberProblem(v) })
}

// elements counts what is iterated over.
func (m *meter) elements(v cty.Value) string { return m.step(sizeOf(v)) }

// text counts a part of a template.
func (m *meter) text(v cty.Value) string {
	if v, _ = v.Unmark(); v.Type() == cty.String && v.IsKnown() && !v.IsNull() {
		return m.join(len(v.AsString()))
	}
	return numberProblem(v)
}

// numberProblem says that a number is too large, or too near to 0, for a float64.
func numberProblem(v cty.Value) string {
	if v, _ = v.Unmark(); v.Type() != cty.Number || !v.IsKnown() || v.IsNull() {
		return ""
	}
	if f := v.AsBigFloat(); !isDouble(f) {
		return "Numbers are at most about 1.8e308, and no nearer to 0 than 5e-324."
	}
	return ""
}

// divisorProblem says that a divisor is 0: x % 0 would be x, in silence.
func divisorProblem(v cty.Value) string {
	v, _ = v.Unmark()
	if v.IsNull() || !v.IsKnown() {
		return ""
	}
	if n, err := convert.Convert(v, cty.Number); err == nil && n.RawEquals(cty.Zero) { // HCL converts texts, too
		return "Nothing can be divided by 0, nor has it a remainder."
	}
	return ""
}

// measured is an expression whose value is looked at before it is used. It
// wraps parentheses, because a walk over the tree must still meet what stands
// inside.
func (m *meter) measured(e hclsyntax.Expression, look func(cty.Value) string) hclsyntax.Expression {
	return &measuredExpr{&hclsyntax.ParenthesesExpr{Expression: e, SrcRange: e.Range()}, look}
}

type measuredExpr struct {
	*hclsyntax.ParenthesesExpr
	look func(cty.Value) string
}

// Value is that of the expression inside, or why it costs too much.
func (e *measuredExpr) Value(ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	v, diags := e.Expression.Value(ctx)
	if diags.HasErrors() {
		return v, diags
	}
	if problem := e.look(v); problem != "" {
		return cty.DynamicVal, oneError(e.Range(), "Value out of range", "%s", problem)
	}
	return v, diags
}
