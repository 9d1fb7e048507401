package main

import (
	"bytes"
	"os"
	"testing"

	"github.com/iotsim/iotsim/cmd/iotsim/internal/plot"
	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/schema"
)

// effectsPicture is every effect on the same stretch of the same signal.
const effectsPicture = "../../testdata/effects/effects.svg"

// The picture of README is of the effects as they are: make pictures draws it. It
// lists what the language has.
func TestPictureShowsEveryEffect(t *testing.T) {
	var kinds []string
	for _, kind := range schema.EffectTypes() {
		o := schema.Options{Overlays: []string{"../../testdata/effects/" + kind.Name + ".overlay.hcl"}}
		if _, diags := loadProject("../../testdata/effects", o); diags.HasErrors() {
			t.Errorf("the overlay of effect %q: %v", kind.Name, diags)
		} else {
			kinds = append(kinds, kind.Name)
		}
	}
	var charts []*plot.Chart
	var clock plot.Clock
	for _, kind := range kinds {
		o := schema.Options{Overlays: []string{"../../testdata/effects/" + kind + ".overlay.hcl"}}
		p, diags := loadProject("../../testdata/effects", o)
		if diags.HasErrors() {
			t.Fatalf("effect %q: %v", kind, diags)
		}
		program, err := engine.Open(p.plan, "picture")
		if err != nil {
			t.Fatal(err)
		}
		subjects, _, err := subjectsOf(program, sampleFlags{plot: []string{"temperature"}, count: 1})
		if err != nil {
			t.Fatal(err)
		}
		c, err := plot.Gather(t.Context(), program, subjects[0], plot.PictureColumns(len(kinds)))
		if err != nil {
			t.Fatal(err)
		}
		touched := false
		for _, f := range c.Faults {
			for _, n := range f.Touched {
				touched = touched || n > 0
			}
		}
		if !touched {
			t.Errorf("effect %q touches no reading of the picture", kind)
		}
		c.Title = kind
		charts = append(charts, c)
		if clock, err = clockOf(p.plan); err != nil {
			t.Fatal(err)
		}
	}
	var picture bytes.Buffer
	if err := plot.SVG(&picture, clock, charts); err != nil {
		t.Fatal(err)
	}
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(effectsPicture, picture.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want, err := os.ReadFile(effectsPicture); err != nil || !bytes.Equal(want, picture.Bytes()) {
		t.Errorf("%s is not of the effects as they are (%v): make pictures draws it anew", effectsPicture, err)
	}
}
