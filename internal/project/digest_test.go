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

// Beside each shipped scenario lies the digest of all that it sends: keys,
// headers, timestamps, values, in order. Whoever changes one changes what users
// get from the same scenario, and says why in the commit.
func TestShippedScenariosKeepTheirContent(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(root, "scenarios", "*.hcl"))
	if err != nil || len(files) < 3 {
		t.Fatalf("found %d scenarios (%v): this test would show nothing", len(files), err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".hcl")
		t.Run(name, func(t *testing.T) {
			if testing.Short() && name == "throughput" {
				t.Skip("six million messages take some seconds")
			}
			golden := strings.TrimSuffix(file, ".hcl") + ".digest"
			got := content(t, filepath.Base(file)) + "\n"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("content is %swant    %sIf that is meant: go test ./internal/project -run Content -update, and the reason in the commit.", got, want)
			}
		})
	}
}

// content generates a shipped scenario and digests it.
func content(t *testing.T, name string) string {
	t.Helper()
	program, err := engine.Open(shippedPlan(t, name), "golden")
	if err != nil {
		t.Fatal(err)
	}
	digest, _, err := program.ContentDigest(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	return digest
}

func shippedPlan(t *testing.T, name string) *engine.Plan {
	t.Helper()
	folder := os.DirFS(filepath.Join(root, "scenarios"))
	scenario, _, diags := schema.Load(folder, []string{name}, schema.Options{})
	if !diags.HasErrors() && scenario.Start.Now {
		scenario, _, diags = schema.Load(folder, []string{name}, schema.Options{Start: goldenStart})
	}
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	plan, diags := engine.Compile(scenario, engine.CompileOptions{})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return plan
}
