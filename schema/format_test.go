package schema

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
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
	var names []string
	for _, pattern := range []string{"../scenarios/*.hcl", "../scenarios/lib/*/*.hcl"} {
		found, err := filepath.Glob(pattern)
		if err != nil || len(found) == 0 {
			t.Fatalf("%v, %v", found, err)
		}
		names = append(names, found...)
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

// Whatever parses is laid out once: nothing is lost, and a second time nothing
// changes. What does not parse stays as it is, to the byte.
func TestFormatIsIdempotentOnAllFixtures(t *testing.T) {
	formatted, left := 0, 0
	for _, pattern := range []string{"../scenarios/*.hcl", "../testdata/*/*.hcl", "../testdata/invalid/plan/*.hcl"} {
		names, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			once, diags := Format(name, text)
			if diags.HasErrors() {
				left++
				if !bytes.Equal(once, text) {
					t.Errorf("%s does not parse, and changed", name)
				}
				continue
			}
			formatted++
			if twice, _ := Format(name, once); !bytes.Equal(twice, once) {
				t.Errorf("%s: a second Format changes the text", name)
			}
			if words(once) != words(text) {
				t.Errorf("%s: Format changed more than spaces", name)
			}
		}
	}
	if formatted < 150 || left == 0 {
		t.Errorf("%d formatted, %d left", formatted, left)
	}
}

// words is a text without its spaces: comments are words too.
func words(text []byte) string { return strings.Join(strings.Fields(string(text)), "") }
