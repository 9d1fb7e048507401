package schema

import "slices"

// Declared are the labels of the scenario's blocks of a kind, sorted, without
// doubles: the names of variables, phases (those in cycles too), faults or sensors. Texts
// that do not parse give what can be read of them.
func Declared(sources []Source, kind string) []string {
	var names []string
	for _, s := range sources {
		if s.Variables || s.Series || s.Library != "" {
			continue
		}
		body, _, _ := parse(s.Name, s.Text)
		if body == nil {
			continue
		}
		blocks := slices.Clone(body.Blocks)
		for _, b := range body.Blocks {
			if b.Type == cycleType.Name || b.Type == modelType.Name {
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
