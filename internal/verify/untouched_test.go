package verify_test

import (
	"bytes"
	"os"
	"testing"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/verify"
	"github.com/iotsim/iotsim/schema"
)

// afflicted is the scenario that has each of the language's effects, of a seed.
func afflicted(t testing.TB, seed uint64) *engine.Program {
	t.Helper()
	text, err := os.ReadFile("../../testdata/valid/effects.hcl")
	if err != nil {
		t.Fatal(err)
	}
	text = bytes.Replace(text, []byte("size  = 2000000"), []byte("size  = 2000"), 1) // long enough to be another
	s, _, diags := schema.Decode([]schema.Source{{Name: "effects.hcl", Text: text}}, schema.Options{
		Start: "2026-03-02T06:00:00Z", Duration: "20s", Seed: &seed,
	})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	s.Sinks[0].Partitions, s.Labels = 3, &schema.Labels{Topic: "labels"}
	return opened(t, s)
}

// Drops, copies, delays and damage that the scenario asks for are part of the plan:
// no topic that is as planned is flagged, whatever happens in it.
func TestUntouchedTopicsAreGood(t *testing.T) {
	kinds := map[schema.EffectKind]bool{}
	for seed := range times() {
		program := afflicted(t, uint64(seed))
		for _, f := range program.Plan().Faults {
			for _, e := range f.Effects {
				kinds[e.Kind] = true
			}
		}
		l := written(program)
		r := check(program, l, verify.Options{})
		if got := r.Verdict(); got != verify.Good {
			t.Fatalf("seed %d is %s: %+v", seed, got, r)
		}
	}
	if len(kinds) < 20 {
		t.Errorf("only %d kinds of effects were armed", len(kinds))
	}
}
