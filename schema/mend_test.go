package schema

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// breaks are ways in which a line is broken.
var breaks = []struct {
	name string
	line *regexp.Regexp
	to   string
}{
	{"two equals signs", regexp.MustCompile(`^(\s*[\w-]+\s*=)(.*)$`), "${1} =${2}"},
	{"no value", regexp.MustCompile(`^(\s*[\w-]+\s*=)(.*[^\[({])$`), "${1}"},
	{"unclosed parenthesis", regexp.MustCompile(`^(\s*[\w-]+\s*=)(.*[^\[({])$`), "${1} (${2}"},
	{"unclosed list", regexp.MustCompile(`^(\s*[\w-]+\s*=)(.*[^\[({])$`), "${1} [${2}"},
	{"unclosed quote", regexp.MustCompile(`^(\s*[\w-]+\s*=)(.*[^\[({])$`), `${1} "abc`},
	{"two values", regexp.MustCompile(`^(\s*[\w-]+\s*=)(.*[^\[({])$`), `${1} 1 2`},
	{"two arguments in a line", regexp.MustCompile(`^(\s*\w+ "[\w-]+" \{) ([\w-]+ *= .*) \}$`), "${1} ${2}, ${2} }"},
	{"unclosed quote in a line", regexp.MustCompile(`^(\s*\w+ "[\w-]+" \{ [\w-]+ *= )(.*) \}$`), `${1}"abc }`},
	{"unclosed bracket in a line", regexp.MustCompile(`^(\s*\w+ "[\w-]+" \{ [\w-]+ *= )(.*) \}$`), `${1}(${2} }`},
	{"unclosed label", regexp.MustCompile(`^(\s*\w+ "[^"]+)" \{$`), "${1} {"},
	{"no brace", regexp.MustCompile(`^(\s*\w+ "[^"]+") \{$`), "${1}"},
	{"a stray word", regexp.MustCompile(`^(\s*)([\w-]+\s*=.*[^\[({])$`), "${1}oops!\n${1}${2}"},
}

// A fault of syntax anywhere in a good file is one fault: what was lost with it
// is not missed, and the rest is still understood.
func TestOneBrokenLineIsOneError(t *testing.T) {
	names, err := filepath.Glob("../testdata/valid/*.hcl")
	if err != nil {
		t.Fatal(err)
	}
	tried, beside := 0, os.DirFS("../testdata/valid")
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(string(text), "\n")
		for i, line := range lines {
			for _, b := range breaks {
				if !b.line.MatchString(line) {
					continue
				}
				tried++
				broken := append(append(append([]string{}, lines[:i]...), b.line.ReplaceAllString(line, b.to)), lines[i+1:]...)
				sources := []Source{{Name: "test.hcl", Text: []byte(strings.Join(broken, "\n"))}}
				_, files, diags := Decode(ReadSeries(beside, sources, Options{}), Options{})
				if len(diags) != 1 {
					t.Errorf("%s:%d: %s: %d faults\n%s", name, i+1, b.name, len(diags), rendered(files, diags))
				}
			}
		}
	}
	if tried < 500 {
		t.Errorf("only %d lines were broken", tried)
	}
}

// So it is in libraries, overlays and what extends others.
func TestOneBrokenLineIsOneErrorWhereverItIsUsed(t *testing.T) {
	tried := 0
	for name, a := range archives(t, "valid") {
		for at, f := range a.Files {
			lines := strings.Split(string(f.Data), "\n")
			for i, line := range lines {
				for _, b := range breaks {
					if f.Name == "plain.hcl" || !b.line.MatchString(line) {
						continue
					}
					tried++
					broken := append(append(append([]string{}, lines[:i]...), b.line.ReplaceAllString(line, b.to)), lines[i+1:]...)
					a.Files[at].Data = []byte(strings.Join(broken, "\n"))
					fsys, opts := unpacked(a)
					_, files, diags := Load(fsys, []string{"main.hcl"}, opts)
					if len(diags) != 1 {
						t.Errorf("%s: %s:%d: %s: %d faults\n%s", name, f.Name, i+1, b.name, len(diags), rendered(files, diags))
					}
				}
			}
			a.Files[at] = f
		}
	}
	if tried < 200 {
		t.Errorf("only %d lines were broken", tried)
	}
}

func TestAllFaultsOfSyntaxAreReportedAndWhatElseIsWrong(t *testing.T) {
	text := `scenario "test" {
  seed = = 4
  description = "open
}
model "meter" {
  interval = 30
  sensor "power" {
    value = normal(12, 3
    digits = "two"
  }
  sensor "heat" { value = normal(1, 1), digits = 1 }
}
building "A" {
  floor {
    number = 2..3
    devices "meter" { count = 0 }
  }
}
phase "run" { duration = "1m" faults = [fault.nobody] }
phase "end" {
  duration = [
    "1m",
  rate = -1
  faults = [fault.nobody]
}
`
	want := []string{
		"2: ERROR: Invalid expression",
		"3: ERROR: Invalid multi-line string",
		"6: ERROR: Duration needs a unit",
		"8: ERROR: Unclosed bracket",
		"9: ERROR: Whole number expected",
		"11: ERROR: Invalid single-argument block definition",
		"15: ERROR: Invalid number literal",
		"16: ERROR: Whole number expected",
		"19: ERROR: Invalid single-argument block definition",
		"21: ERROR: Unclosed bracket",
		"23: ERROR: Rate expected",
		"24: ERROR: Unknown fault",
	}
	files, diags := said(text)
	if diff := cmp.Diff(want, reported(diags)); diff != "" {
		t.Errorf("(-want +got):\n%s\n%s", diff, rendered(files, diags))
	}
}
