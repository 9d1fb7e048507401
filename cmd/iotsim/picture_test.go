package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/iotsim/iotsim/cmd/iotsim/internal/plot"
	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/schema"
)

// effectsFolder has a quiet scenario, an overlay for each effect, and what make
// pictures draws of them.
const effectsFolder = "../../testdata/effects"

// The pictures are of the effects as they are: one of each, and one of all.
func TestPictureShowsEveryEffect(t *testing.T) {
	kinds := schema.EffectTypes()
	var all []*plot.Chart
	var clock plot.Clock
	for _, kind := range kinds {
		var single *plot.Chart
		single, clock = chartOfEffect(t, kind.Name, 1)
		wantPicture(t, kind.Name+".svg", clock, single)
		c, _ := chartOfEffect(t, kind.Name, len(kinds))
		all = append(all, c)
	}
	wantPicture(t, "effects.svg", clock, all...)
}

// chartOfEffect is the effect on temperature, for a picture of so many charts.
func chartOfEffect(t *testing.T, effect string, charts int) (*plot.Chart, plot.Clock) {
	t.Helper()
	o := schema.Options{Overlays: []string{filepath.Join(effectsFolder, effect+".overlay.hcl")}}
	p, diags := loadProject(t.Context(), effectsFolder, o)
	if diags.HasErrors() {
		t.Fatalf("effect %q: %v", effect, diags)
	}
	program, err := engine.Open(p.plan, "picture")
	if err != nil {
		t.Fatal(err)
	}
	found, err := subjectsOf(program, sampleFlags{plot: []string{"temperature"}, count: 1})
	if err != nil {
		t.Fatal(err)
	}
	c, err := plot.Gather(t.Context(), program, found.subjects[0], plot.PictureColumns(charts))
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
		t.Errorf("effect %q touches no reading of the picture", effect)
	}
	c.Title = effect
	clock, err := clockOf(p.plan)
	if err != nil {
		t.Fatal(err)
	}
	return c, clock
}

// wantPicture compares charts with a file, or writes it.
func wantPicture(t *testing.T, file string, clock plot.Clock, charts ...*plot.Chart) {
	t.Helper()
	var picture bytes.Buffer
	if err := plot.SVG(&picture, clock, charts); err != nil {
		t.Fatal(err)
	}
	wantFile(t, filepath.Join(effectsFolder, file), picture.Bytes(), "make pictures")
}

// wantFile compares what was made with what is committed, or writes it.
func wantFile(t *testing.T, file string, text []byte, command string) {
	t.Helper()
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(file, text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want, err := os.ReadFile(file); err != nil || !bytes.Equal(want, text) {
		t.Errorf("%s is not as it would be made now (%v): %s writes it anew", file, err, command)
	}
}
