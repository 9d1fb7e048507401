package main

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/iotsim/iotsim/internal/runs"
	"github.com/iotsim/iotsim/schema"
)

// save writes a plan of hello.hcl that was changed before, with good sums.
func saveChanged(t *testing.T, change func(*runs.Plan)) string {
	t.Helper()
	p, diags := loadProject(t.Context(), "../../scenarios/hello.hcl", schema.Options{})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	s := runs.Plan{Version: version(), Scenario: p.plan.Scenario, Digest: p.digest, Seed: p.plan.Seed, Start: p.plan.Start}
	for _, text := range p.kept() {
		s.Sources = append(s.Sources, runs.SummedText{Source: text})
	}
	change(&s)
	name := filepath.Join(t.TempDir(), "a.plan")
	if err := runs.WritePlan(name, s); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestSavedPlansOfOtherVersionsAreRefused(t *testing.T) {
	for what, c := range map[string]struct {
		change func(*runs.Plan)
		want   string // in the detail; empty: it opens
	}{
		"nothing":                  {func(*runs.Plan) {}, ""},
		"an older iotsim":          {func(p *runs.Plan) { p.Version = "iotsim v0.0.1" }, "iotsim v0.0.1 saved it and this is " + version()},
		"other rules, same name":   {func(p *runs.Plan) { p.Digest = strings.Repeat("ab", 32) }, "and not abababababab. Plan again."},
		"another seed":             {func(p *runs.Plan) { p.Seed++ }, "Plan again."},
		"sources that do not load": {func(p *runs.Plan) { p.Sources[0].Text = `scenario "x" {}` }, ""},
	} {
		_, diags := loadProject(t.Context(), saveChanged(t, c.change), schema.Options{})
		switch {
		case what == "sources that do not load":
			if !diags.HasErrors() {
				t.Errorf("%s: it opens", what)
			}
		case c.want == "" && diags.HasErrors():
			t.Errorf("%s: %v", what, diags)
		case c.want != "" && (!diags.HasErrors() || diags[0].Summary != "Saved plan does not match" || !strings.Contains(diags[0].Detail, c.want)):
			t.Errorf("%s: %v", what, diags)
		}
	}
}

// What is written into a plan by hand is held to the limits of files.
func TestHostileSavedPlansAreRefused(t *testing.T) {
	for what, text := range map[string]string{
		"deep":   "scenario \"x\" { seed = " + strings.Repeat("(", 200_000) + "1" + strings.Repeat(")", 200_000) + " }",
		"long":   strings.Repeat("# nothing\n", 300_000),
		"number": `locals { x = "${1e10000000}" }`,
	} {
		name := saveChanged(t, func(p *runs.Plan) { p.Sources[0].Text = text })
		if _, diags := loadProject(t.Context(), name, schema.Options{}); !diags.HasErrors() {
			t.Errorf("%s: it opens", what)
		}
	}
}
