package schema

import (
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// Declared are the labels of the blocks of a kind, sorted, without doubles: the
// names of variables, phases (those in cycles too) or faults. Texts that do not parse give what can
// be read of them.
func Declared(sources []Source, kind string) []string {
	var names []string
	for _, s := range sources {
		if s.Variables || guard(s.Name, s.Text).HasErrors() {
			continue
		}
		file, diags := hclsyntax.ParseConfig(s.Text, s.Name, hcl.InitialPos)
		body := file.Body.(*hclsyntax.Body)
		if !onlyRedefined(diags) {
			body = mend(s.Name, s.Text).body
		}
		blocks := slices.Clone(body.Blocks)
		for _, b := range body.Blocks {
			if b.Type == cycleType.Name {
				blocks = append(blocks, b.Body.Blocks...)
			}
		}
		for _, b := range blocks {
			if b.Type == kind && len(b.Labels) == 1 {
				names = append(names, b.Labels[0])
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}
