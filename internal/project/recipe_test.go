package project_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The recipe of each README joins what the commands before it wrote, and prints
// what stands below it. It needs python3 with duckdb: make recipe installs that,
// and then a missing one is a failure.
func TestReadmeRecipeShowsWhatItPrints(t *testing.T) {
	python := os.Getenv("IOTSIM_PYTHON")
	if python == "" {
		python = "python3"
		if out, err := exec.Command(python, "-c", "import duckdb").CombinedOutput(); err != nil {
			t.Skipf("python3 with duckdb is not here (make recipe brings it): %v\n%s", err, out)
		}
	}
	s := newShell(t)
	for _, name := range readmes {
		all := blocks(t, filepath.Join(root, name))
		folder, found := s.newFolder(t), false
		for i, b := range all {
			switch b.kind {
			case "sh":
				for _, line := range b.lines {
					if !strings.Contains(line, "factory.ndjson") {
						continue
					}
					if out, err := s.run(t, folder, line); err != nil {
						t.Fatalf("%s: %s: %v\n%s", name, line, err, out)
					}
				}
			case "python":
				if found = i+1 < len(all) && all[i+1].kind == "output"; !found {
					t.Fatalf("%s, line %d: no block of output stands behind the recipe", name, b.line)
				}
				script := filepath.Join(folder, "recipe.py")
				if err := os.WriteFile(script, []byte(strings.Join(b.lines, "\n")), 0o600); err != nil {
					t.Fatal(err)
				}
				out, err := s.run(t, folder, "'"+python+"' recipe.py")
				if err != nil {
					t.Fatalf("%s, line %d: %v\n%s", name, b.line, err, out)
				}
				got := strings.Split(strings.TrimSpace(string(out)), "\n")
				if *update {
					replaceBlock(t, all[i+1], got)
				} else if diff := cmp.Diff(all[i+1].lines, got); diff != "" {
					t.Errorf("%s, line %d (-README +recipe):\n%s", name, all[i+1].line, diff)
				}
			}
		}
		if !found {
			t.Errorf("%s has no recipe", name)
		}
	}
}
