package schema

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"golang.org/x/text/unicode/norm"
)

// Merging lays one body over another, for overlays and for models that extend
// others. Arguments of the upper one take the place of those of the same name;
// blocks of the same type and labels are merged in turn; what is left is added
// at the end. Nothing is deleted, except what cannot stand beside its successor:
//
//	base                     over                    merged
//	value = normal(24, 1)    formula = "2 * power"   formula = "2 * power"
//	digits = 1                                       digits = 1

// displaced are arguments that another one of the same block stands in for,
// by block type.
var displaced = map[string]map[string][]string{
	"sensor":   {"value": {"formula", "noise"}, "formula": {"value"}},
	"fault":    {"probability": {"count"}, "count": {"probability"}},
	"building": {"count": {"for_each"}, "for_each": {"count"}},
	"floor":    {"count": {"for_each"}, "for_each": {"count"}},
	"room":     {"count": {"for_each"}, "for_each": {"count"}},
}

// mergeBodies is over laid over base. kind is the type of the block that they
// are of, empty for whole files.
func (d *decoder) mergeBodies(kind string, base, over *hclsyntax.Body) *hclsyntax.Body {
	merged := &hclsyntax.Body{Attributes: hclsyntax.Attributes{}, SrcRange: over.SrcRange, EndRange: over.EndRange}
	if d.damaged(base) {
		d.tear(merged)
	}
	d.mergeArguments(kind, merged, base, over)
	d.mergeBlocks(merged, base, over)
	return merged
}

// mergeArguments keeps the order of base: what takes an argument's place stands
// where that stood.
func (d *decoder) mergeArguments(kind string, merged, base, over *hclsyntax.Body) {
	gone := goneFrom(kind, base, over)
	var order []*hclsyntax.Attribute
	for _, a := range d.argumentsOf(base) {
		if upper := over.Attributes[a.Name]; upper != nil {
			a = upper
		} else if slices.Contains(gone, a.Name) {
			continue
		}
		order = append(order, a)
	}
	for _, a := range d.argumentsOf(over) {
		if base.Attributes[a.Name] == nil {
			order = append(order, a)
		}
	}
	for _, a := range order {
		merged.Attributes[a.Name] = a
	}
	if d.orders == nil {
		d.orders = map[*hclsyntax.Body][]*hclsyntax.Attribute{}
	}
	d.orders[merged] = order
}

// goneFrom are the arguments of base that those of over displace.
func goneFrom(kind string, base, over *hclsyntax.Body) []string {
	var gone []string
	for name, successors := range displaced[kind] {
		if over.Attributes[name] != nil {
			gone = append(gone, successors...)
		}
	}
	// A memory is of what varies: with the value gone, of the formula's noise.
	if kind == "sensor" && slices.Contains(gone, "value") && base.Attributes["noise"] == nil && over.Attributes["noise"] == nil {
		gone = append(gone, "memory")
	}
	return gone
}

// blockKey is what two blocks must have in common to be merged.
func blockKey(block *hclsyntax.Block) string {
	return norm.NFC.String(block.Type + "\x00" + strings.Join(block.Labels, "\x00"))
}

func (d *decoder) mergeBlocks(merged, base, over *hclsyntax.Body) {
	merged.Blocks = slices.Clone(base.Blocks)
	places := map[string][]int{} // in merged.Blocks
	for i, block := range base.Blocks {
		places[blockKey(block)] = append(places[blockKey(block)], i)
	}
	count := map[string]int{}
	for _, block := range over.Blocks {
		count[blockKey(block)]++
	}
	laid := map[string]*hclsyntax.Block{}
	for _, block := range over.Blocks {
		at := places[blockKey(block)]
		switch {
		case d.lacksLabel(base, block):
		case len(at) > 0 && uniqueByLabel(block) && laid[blockKey(block)] != nil:
			d.errorf(block.DefRange(), "Duplicate "+block.Type, "There is %s %q already, at %s: which of them is meant to hold is not clear. Write one of both.",
				block.Type, block.Labels[0], where(laid[blockKey(block)].DefRange()))
		case len(at) > 0 && block.Type == "locals":
			d.mergeLocals(merged, at, block)
		case len(at) == 1 && count[blockKey(block)] == 1, len(at) > 0 && uniqueByLabel(block):
			merged.Blocks[at[0]] = d.mergeBlock(merged.Blocks[at[0]], block)
		case len(at) > 1 && len(block.Labels) > 0:
			d.errorf(block.DefRange(), "Ambiguous block",
				"There are %d blocks %s %q under this one, the first at %s, so it is not clear which is meant. Give the outer block a name of its own, and write all of it.",
				len(at), block.Type, block.Labels[0], where(base.Blocks[at[0]].DefRange()))
		default:
			merged.Blocks = append(merged.Blocks, block)
		}
		if laid[blockKey(block)] == nil {
			laid[blockKey(block)] = block
		}
	}
}

// lacksLabel reports a block of an overlay without the label that says which block
// it is laid over.
func (d *decoder) lacksLabel(base *hclsyntax.Body, block *hclsyntax.Block) bool {
	kind := fileType.block(block.Type)
	if len(block.Labels) > 0 || kind == nil || kind.Label == "" {
		return false
	}
	for _, below := range base.Blocks {
		if below.Type == block.Type && len(below.Labels) > 0 {
			d.errorf(block.DefRange(), "Missing label", "Its label says what it is laid over: write %s %q { … }, as at %s.",
				block.Type, below.Labels[0], where(below.DefRange()))
			return true
		}
	}
	return false
}

// uniqueByLabel says that no two blocks of the type may have the same label in
// one place.
func uniqueByLabel(block *hclsyntax.Block) bool {
	return len(block.Labels) > 0 && block.Type != "effect" && block.Type != "sink"
}

func (d *decoder) mergeBlock(base, over *hclsyntax.Block) *hclsyntax.Block {
	merged := *over
	merged.Body = d.mergeBodies(over.Type, base.Body, over.Body)
	return &merged
}

// mergeLocals puts values in the place of those of the same name, in whichever
// of the blocks they stand; new ones go to the first.
func (d *decoder) mergeLocals(merged *hclsyntax.Body, at []int, over *hclsyntax.Block) {
	parts := map[int]*hclsyntax.Body{}
	for _, a := range d.argumentsOf(over.Body) {
		home := at[0]
		for _, i := range at {
			if merged.Blocks[i].Body.Attributes[a.Name] != nil {
				home = i
			}
		}
		if parts[home] == nil {
			parts[home] = &hclsyntax.Body{Attributes: hclsyntax.Attributes{}}
		}
		parts[home].Attributes[a.Name] = a
	}
	for i, part := range parts {
		block := *merged.Blocks[i]
		block.Body = d.mergeBodies("locals", block.Body, part)
		merged.Blocks[i] = &block
	}
}
