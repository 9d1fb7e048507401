package schema

import (
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"golang.org/x/text/unicode/norm"
)

// statuses reads status = { name = "expression" }. The order decides, which HCL's
// values lose; so it is read as it is written.
func (b *body) statuses(name string) []Status {
	a := b.args[name]
	if a == nil || lostValue(a.Expr) {
		return nil
	}
	written, ok := a.Expr.(*hclsyntax.ObjectConsExpr)
	if !ok {
		b.refuse(name, "Status words expected",
			"The first that holds is said, so the words stand here in their order: %s = { hot = \"value > 80\" }.", name)
		return nil
	}
	if n := len(written.Items); n == 0 || n > maxStatuses {
		b.refuse(name, "Status words expected", "A sensor has from 1 to %d status words of its own; these are %d.", maxStatuses, n)
		return nil
	}
	var all []Status
	first := map[string]hclsyntax.Expression{}
	for _, item := range written.Items {
		s := Status{Range: item.KeyExpr.Range()}
		if s.Name, ok = b.statusName(item.KeyExpr); !ok {
			continue
		}
		if other := first[s.Name]; other != nil {
			b.d.errorf(s.Range, "Duplicate status", "The status %q is there already, at %s. Join the two by \"or\".", clip(s.Name), where(other.Range()))
			continue
		}
		first[s.Name] = item.KeyExpr
		if e, ok := b.quotedExpression(s.Name, item.ValueExpr); ok {
			s.When = *e
			all = append(all, s)
		}
	}
	return all
}

// statusName reads a word before the equals sign, which needs no quotes.
func (b *body) statusName(e hclsyntax.Expression) (string, bool) {
	v := b.d.scope.value(e, b.at)
	if !usable(v) {
		return "", false
	}
	if v.Type() != cty.String || v.AsString() == "" || len(v.AsString()) > maxNameBytes {
		b.d.errorf(e.Range(), "Status words expected", "A status is a word of at most %d bytes; this is none.", maxNameBytes)
		return "", false
	}
	return norm.NFC.String(v.AsString()), true
}
