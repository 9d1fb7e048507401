package project_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// recipePage joins data and labels.
const recipePage = "scenarios/LABELS.md"

// The recipe joins what the commands before it wrote, and prints what stands below
// it. It needs python3 with duckdb: make recipe installs that, and then a missing
// one is a failure.
func TestRecipeShowsWhatItPrints(t *testing.T) {
	python := os.Getenv("IOTSIM_PYTHON")
	if python == "" {
		python = "python3"
		if out, err := exec.Command(python, "-c", "import duckdb").CombinedOutput(); err != nil {
			t.Skipf("python3 with duckdb is not here (make recipe brings it): %v\n%s", err, out)
		}
	}
	s := newShell(t)
	folder, found := s.newFolder(t), false
	all := blocks(t, filepath.Join(root, recipePage))
	for i, b := range all {
		switch b.kind {
		case "sh":
			if out, err := s.run(t, folder, strings.Join(b.lines, "\n")); err != nil {
				t.Fatalf("line %d: %v\n%s", b.line, err, out)
			}
		case "python":
			if found = i+1 < len(all) && all[i+1].kind == "output"; !found {
				t.Fatalf("line %d: no block of output stands behind the recipe", b.line)
			}
			script := filepath.Join(folder, "recipe.py")
			if err := os.WriteFile(script, []byte(strings.Join(b.lines, "\n")), 0o600); err != nil {
				t.Fatal(err)
			}
			out, err := s.run(t, folder, "'"+python+"' recipe.py")
			if err != nil {
				t.Fatalf("line %d: %v\n%s", b.line, err, out)
			}
			got := strings.Split(strings.TrimSpace(string(out)), "\n")
			if *update {
				replaceBlock(t, all[i+1], got)
			} else if diff := cmp.Diff(all[i+1].lines, got); diff != "" {
				t.Errorf("line %d (-page +recipe):\n%s", all[i+1].line, diff)
			}
		}
	}
	if !found {
		t.Errorf("%s has no recipe", recipePage)
	}
}
