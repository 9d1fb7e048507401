package schema

import (
	"os"
	"path/filepath"
	"testing"
)

// loaded decodes one text and fails the test when anything is said about it.
func loaded(t testing.TB, text string, opts Options) *Scenario {
	t.Helper()
	sources := ReadSeries(os.DirFS("../testdata/valid"), []Source{{Name: "test.hcl", Text: []byte(text)}}, opts)
	s, files, diags := Decode(sources, opts)
	if len(diags) > 0 {
		t.Fatalf("unexpected diagnostics:\n%s", rendered(files, diags))
	}
	return s
}

// fixture decodes a file of testdata/valid.
func fixture(t testing.TB, name string) *Scenario {
	t.Helper()
	text, err := os.ReadFile("../testdata/valid/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return loaded(t, string(text), Options{})
}

func TestValidScenariosLoadWithoutAWord(t *testing.T) {
	names, err := filepath.Glob("../testdata/valid/*.hcl")
	if err != nil || len(names) < 4 {
		t.Fatalf("%d fixtures, %v", len(names), err)
	}
	for _, name := range names {
		t.Run(filepath.Base(name), func(t *testing.T) {
			s := fixture(t, filepath.Base(name))
			if len(s.Groups) == 0 || len(s.Phases) == 0 || len(s.Sinks) == 0 {
				t.Errorf("groups %d, phases %d, sinks %d", len(s.Groups), len(s.Phases), len(s.Sinks))
			}
		})
	}
}
