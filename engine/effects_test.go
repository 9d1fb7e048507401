package engine

import (
	"os"
	"testing"

	"github.com/iotsim/iotsim/schema"
)

// Every effect of the language runs: the fixture has each, and each has a layer.
func TestEveryEffectRuns(t *testing.T) {
	s, _, diags := schema.Load(os.DirFS("../testdata/valid"), []string{"effects.hcl"}, schema.Options{Start: "2026-03-02T06:00:00Z"})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	kinds := map[schema.EffectKind]bool{}
	for _, f := range s.Faults {
		for _, e := range f.Effects {
			kinds[e.Kind] = true
			if _, ok := layerOf[e.Kind]; !ok {
				t.Errorf("%s has no layer", e.Kind)
			}
		}
	}
	if len(kinds) != len(layerOf) {
		t.Errorf("the fixture has %d effects, %d have a layer", len(kinds), len(layerOf))
	}
	plan, diags := Compile(s, CompileOptions{})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	if _, err := Open(plan, "run"); err != nil {
		t.Fatal(err)
	}
}
