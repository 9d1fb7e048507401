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

// The picture of README is of the effects as they are: make pictures draws it.
func TestPictureShowsEveryEffect(t *testing.T) {
	kinds := schema.EffectTypes()
	var charts []*plot.Chart
	var clock plot.Clock
	for _, kind := range kinds {
		o := schema.Options{Overlays: []string{"../../testdata/effects/" + kind.Name + ".overlay.hcl"}}
		p, diags := loadProject(t.Context(), "../../testdata/effects", o)
		if diags.HasErrors() {
			t.Fatalf("effect %q: %v", kind.Name, diags)
		}
		program, err := engine.Open(p.plan, "picture")
		if err != nil {
			t.Fatal(err)
		}
		found, err := subjectsOf(program, sampleFlags{plot: []string{"temperature"}, count: 1})
		if err != nil {
			t.Fatal(err)
		}
		c, err := plot.Gather(t.Context(), program, found.subjects[0], plot.PictureColumns(len(kinds)))
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
			t.Errorf("effect %q touches no reading of the picture", kind.Name)
		}
		c.Title = kind.Name
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
