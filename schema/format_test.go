package schema

import (
	"os"
	"path/filepath"
	"testing"
)

func TestFormatKeepsCommentsAndIsIdempotent(t *testing.T) {
	text := "# head\nscenario   \"a\" {\nseed=1 # one\n  description   = \"x\"\n}\n"
	want := "# head\nscenario \"a\" {\n  seed        = 1 # one\n  description = \"x\"\n}\n"
	got, diags := Format("a.hcl", []byte(text))
	if diags.HasErrors() || string(got) != want {
		t.Fatalf("got\n%s%v", got, diags)
	}
	if again, _ := Format("a.hcl", got); string(again) != want {
		t.Errorf("again\n%s", again)
	}
}

func TestFormatLeavesBrokenTextAsItIs(t *testing.T) {
	for _, text := range []string{"a = = 1\n", "# \x00\n"} {
		if got, diags := Format("a.hcl", []byte(text)); !diags.HasErrors() || string(got) != text {
			t.Errorf("%q: %q, %v", text, got, diags)
		}
	}
}

func TestShippedScenariosAreFormatted(t *testing.T) {
	names, err := filepath.Glob("../scenarios/*.hcl")
	if err != nil || len(names) == 0 {
		t.Fatalf("%v, %v", names, err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if got, diags := Format(name, text); diags.HasErrors() || string(got) != string(text) {
			t.Errorf("%s is not as Format lays it out", name)
		}
	}
}
