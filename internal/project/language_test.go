package project_test

import (
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/schema"
)

// around is what a fragment of testdata/language.md needs, by a word of it.
var around = map[string]string{
	`model "legacy-plc"`: `
scenario "fragment" {}
building "A" {
  floor {
    room "101" {
      devices "legacy-plc" { count = 10 }
    }
  }
}
phase "run" { duration = "1m" }
`,
	`scenario "office"`: `
devices "climate" { count = 3 }
phase "run" { duration = "1m" }
`,
}

// The examples of the language's reference load unchanged and compile without a
// word. Blocks that say which file they are stand in one folder.
func TestExamplesOfTheLanguageCompile(t *testing.T) {
	folder := t.TempDir()
	var scenarios []string
	for _, b := range blocks(t, filepath.Join(root, "testdata/language.md")) {
		text, first := strings.Join(b.lines, "\n")+"\n", b.lines[0]
		name := path.Join("examples", strings.ReplaceAll(strings.Trim(first, `"{} `), `"`, "")+".hcl")
		if file, ok := strings.CutPrefix(first, "# file: "); ok {
			name, _, _ = strings.Cut(file, " ")
		}
		if strings.Contains(first, "fragment") {
			rest := ""
			for word, needs := range around {
				if strings.Contains(text, word) {
					rest = needs
				}
			}
			if rest == "" {
				t.Errorf("line %d: a fragment of which nobody says what is around it", b.line)
			}
			text += rest
		}
		if strings.Contains(text, "\nscenario ") || strings.HasPrefix(text, "scenario ") {
			scenarios = append(scenarios, name)
		}
		file := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if len(scenarios) != 4 {
		t.Errorf("scenarios %q: four were expected", scenarios)
	}
	for _, name := range scenarios {
		scenario, _, diags := schema.Load(os.DirFS(folder), []string{name}, schema.Options{})
		if !diags.HasErrors() {
			_, diags = engine.Compile(scenario, engine.CompileOptions{})
		}
		if len(diags) > 0 {
			t.Errorf("%s: %v", name, diags)
		}
	}
}

// The factory that is shipped is the reference's own, in the layout of iotsim fmt.
func TestTheFactoryIsTheReferencesOwn(t *testing.T) {
	shipped, err := os.ReadFile(filepath.Join(root, "scenarios/factory.hcl"))
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range blocks(t, filepath.Join(root, "testdata/language.md")) {
		if b.lines[0] == `scenario "factory" {` {
			text, diags := schema.Format("language.md", []byte(strings.Join(b.lines, "\n")+"\n"))
			if diags.HasErrors() {
				t.Fatal(diags)
			}
			if diff := cmp.Diff(string(text), string(shipped)); diff != "" {
				t.Errorf("(-reference +shipped):\n%s", diff)
			}
			return
		}
	}
	t.Error("testdata/language.md has no factory")
}
