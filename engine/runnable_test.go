package engine

import (
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"

	"github.com/iotsim/iotsim/schema"
)

// everyEffect is the fixture that has each of the language's effects.
func everyEffect(t *testing.T) *schema.Scenario {
	t.Helper()
	text, err := os.ReadFile("../testdata/valid/effects.hcl")
	if err != nil {
		t.Fatal(err)
	}
	s, _, diags := schema.Decode([]schema.Source{{Name: "effects.hcl", Text: text}}, schema.Options{Start: "2026-03-02T06:00:00Z"})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return s
}

func TestWhatCannotRunIsRefusedOnceEach(t *testing.T) {
	s := everyEffect(t)
	want := map[string]int{}
	for _, f := range s.Faults {
		for _, e := range f.Effects {
			if !Runs(e.Kind) {
				want["Effect cannot run yet"]++
			}
		}
	}
	plan, diags := Compile(s, CompileOptions{})
	if plan != nil || !diags.HasErrors() {
		t.Fatal("a plan was made of effects that do not run")
	}
	got, seen := map[string]int{}, map[hcl.Range]bool{}
	for _, d := range diags {
		got[d.Summary]++
		if d.Subject == nil || seen[*d.Subject] {
			t.Errorf("%s has no place of its own: %v", d.Detail, d.Subject)
		}
		seen[*d.Subject] = true
	}
	if diff := cmp.Diff(want, got); diff != "" || len(got) == 0 {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A draft is the plan of what runs, and nobody can take it for the real one.
func TestADraftLeavesOutWhatCannotRun(t *testing.T) {
	s := everyEffect(t)
	draft, diags := Compile(s, CompileOptions{Draft: true})
	if diags.HasErrors() || len(diags) == 0 {
		t.Fatalf("%d diagnostics: %v", len(diags), diags)
	}
	var want, kinds []schema.EffectKind
	for i, f := range draft.Faults {
		for _, e := range s.Faults[i].Effects {
			if Runs(e.Kind) {
				want = append(want, e.Kind)
			}
		}
		for _, e := range f.Effects {
			kinds = append(kinds, e.Kind)
		}
	}
	if diff := cmp.Diff(want, kinds); diff != "" || len(want) == 0 {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if len(s.Faults[0].Effects) < 10 || s.Faults[0].Scope == "" {
		t.Error("the scenario was written to")
	}
	if _, err := Open(draft, "draft"); err == nil {
		t.Error("a draft was opened")
	}
}
