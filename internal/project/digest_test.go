package project_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/schema"
)

var update = flag.Bool("update", false, "rewrite the golden digests of the shipped scenarios")

// goldenStart is the start of scenarios that leave it to the moment of apply.
const goldenStart = "2026-03-02T06:00:00+08:00"

// shipped are the files of the shipped scenarios.
func shipped(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(root, "scenarios", "*.hcl"))
	if err != nil || len(files) < 8 {
		t.Fatalf("found %d scenarios (%v): this test would show nothing", len(files), err)
	}
	return files
}

// Beside each shipped scenario lies the digest of all that it sends: keys,
// headers, timestamps, values, in order. Whoever changes one changes what users
// get from the same scenario, and says why in the commit. A duration after the
// digest says that it is of the scenario's beginning, as --duration cuts it off:
// so where the whole takes minutes.
func TestShippedScenariosKeepTheirContent(t *testing.T) {
	for _, file := range shipped(t) {
		name := strings.TrimSuffix(filepath.Base(file), ".hcl")
		t.Run(name, func(t *testing.T) {
			if testing.Short() && name == "throughput" {
				t.Skip("six million messages take some seconds")
			}
			golden := strings.TrimSuffix(file, ".hcl") + ".digest"
			want, err := os.ReadFile(golden)
			if err != nil && !*update {
				t.Fatal(err)
			}
			digest, duration, cut := strings.Cut(strings.TrimSuffix(string(want), "\n"), " ")
			got := content(t, filepath.Base(file), duration)
			if got == digest {
				return
			}
			if !*update {
				t.Fatalf("content is %s\nwant       %s\nIf that is meant: go test ./internal/project -run Content -update, and the reason in the commit.", got, digest)
			}
			if cut {
				got += " " + duration
			}
			if err := os.WriteFile(golden, []byte(got+"\n"), 0o644); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// content generates a shipped scenario, or its beginning, and digests it.
func content(t *testing.T, name, duration string) string {
	t.Helper()
	program, err := engine.Open(shippedPlan(t, name, duration), "golden")
	if err != nil {
		t.Fatal(err)
	}
	digest, _, err := program.ContentDigest(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	return digest
}

// shippedPlan plans a shipped scenario; of its first duration, unless that is empty.
func shippedPlan(t *testing.T, name, duration string) *engine.Plan {
	t.Helper()
	folder := os.DirFS(filepath.Join(root, "scenarios"))
	options := schema.Options{Duration: duration}
	scenario, _, diags := schema.Load(folder, []string{name}, options)
	if !diags.HasErrors() && scenario.Start.Now {
		options.Start = goldenStart
		scenario, _, diags = schema.Load(folder, []string{name}, options)
	}
	if len(diags) > 0 {
		t.Fatal(diags)
	}
	plan, diags := engine.Compile(scenario, engine.CompileOptions{})
	if len(diags) > 0 {
		t.Fatal(diags) // what ships does not even warn
	}
	return plan
}
