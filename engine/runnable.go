package engine

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/iotsim/iotsim/schema"
)

// Runs says whether effects of a kind run: the language has more.
func Runs(kind schema.EffectKind) bool {
	_, runs := layerOf[kind]
	return runs
}

// runnable is a scenario without the effects that the language has and this
// version does not run, with an error for each that it left out. The scenario
// itself is not written to.
func runnable(s *schema.Scenario) (*schema.Scenario, hcl.Diagnostics) {
	var diags hcl.Diagnostics
	rest := *s
	rest.Faults = slices.Clone(s.Faults)
	for i := range rest.Faults {
		f := &rest.Faults[i]
		f.Effects = nil
		for _, e := range s.Faults[i].Effects {
			if why := waits(&e); why != "" {
				diags = append(diags, diagnostic(hcl.DiagError, e.Range, "Effect cannot run yet", "%s", why)...)
				continue
			}
			f.Effects = append(f.Effects, e)
		}
	}
	if len(diags) == 0 {
		return s, nil
	}
	return &rest, diags
}

// waits says why an effect cannot run, "" when it can.
func waits(e *schema.Effect) string {
	if !Runs(e.Kind) {
		return fmt.Sprintf("Effect %q is part of the language, and its arguments are right, but this version does not run it: only validate takes it. Those that run are %s.", e.Kind, running())
	}
	return ""
}

// running are the effects that run, in a sentence.
func running() string {
	var names []string
	for kind := range layerOf {
		names = append(names, string(kind))
	}
	slices.Sort(names)
	return sentence(names)
}

// sentence joins names: a, b and c.
func sentence(names []string) string {
	if len(names) == 1 {
		return names[0]
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last]
}
