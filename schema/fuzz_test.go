package schema

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// seeds adds every fixture to the corpus.
func seeds(f *testing.F) {
	seedsInto(f, func(text []byte) { f.Add(text) })
}

// seedsInto hands every fixture to add.
func seedsInto(f *testing.F, add func(text []byte)) {
	for _, folder := range []string{"valid", "invalid"} {
		names, err := filepath.Glob("../testdata/" + folder + "/*.hcl")
		if err != nil || len(names) == 0 {
			f.Fatalf("%d seeds, %v", len(names), err)
		}
		for _, name := range names {
			text, err := os.ReadFile(name)
			if err != nil {
				f.Fatal(err)
			}
			add(text)
		}
	}
}

// fixtureTexts are the texts of all fixtures that a pattern's first group matches.
func fixtureTexts(f *testing.F, pattern string) []string {
	var all []string
	for _, folder := range []string{"valid", "invalid"} {
		names, err := filepath.Glob("../testdata/" + folder + "/*.hcl")
		if err != nil {
			f.Fatal(err)
		}
		for _, name := range names {
			text, err := os.ReadFile(name)
			if err != nil {
				f.Fatal(err)
			}
			for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(string(text), -1) {
				all = append(all, m[1])
			}
		}
	}
	if len(all) == 0 {
		f.Fatalf("no fixture has %s", pattern)
	}
	return all
}

// No text makes Decode panic; what it reports lies within the text; and what
// it accepts, it accepts again after Format, as the same scenario.
func FuzzDecode(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, text []byte) {
		sources := []Source{{Name: "fuzz.hcl", Text: text}}
		s, files, diags := Decode(sources, Options{})
		for _, d := range diags {
			if d.Summary == "" || d.Detail == "" {
				t.Errorf("a diagnostic without words: %+v", d)
			}
			if r := subject(d); r.End.Byte > len(text) || r.Start.Byte > r.End.Byte {
				t.Errorf("%s: a range beyond the text: %v", d.Summary, r)
			}
		}
		rendered(files, diags)
		if _, err := DiagnosticsJSON(files, diags); err != nil {
			t.Error(err)
		}
		if diags.HasErrors() {
			return
		}
		formatted, diags := Format("fuzz.hcl", text)
		if diags.HasErrors() {
			t.Fatalf("Format refuses what Decode takes: %v", diags)
		}
		if again, _ := Format("fuzz.hcl", formatted); !bytes.Equal(again, formatted) {
			t.Error("a second Format changes the text")
		}
		if same, _, diags := Decode([]Source{{Name: "fuzz.hcl", Text: formatted}}, Options{}); diags.HasErrors() || len(same.Groups) != len(s.Groups) {
			t.Errorf("Format changed the scenario: %v", diags)
		}
	})
}

// No text makes parsePattern panic; its faults lie in the text; and a pattern
// that is written down again is the same pattern.
func FuzzPattern(f *testing.F) {
	for _, text := range append(fixtureTexts(f, `"([^"\n]*\{[^"\n]*)"`), "{{n}}", "}", "{n:99}", "{n:", "{device}", "甲{room}乙") {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		parts, faults := parsePattern(text, patternFields)
		for _, fault := range faults {
			if fault.from < 0 || fault.to < fault.from || fault.from > utf8.RuneCountInString(text) || fault.summary == "" || fault.detail == "" {
				t.Errorf("%q: %+v", text, fault)
			}
		}
		if len(faults) > 0 || !utf8.ValidString(text) {
			return
		}
		var again strings.Builder
		for _, part := range parts {
			switch {
			case part.Field == "":
				again.WriteString(strings.NewReplacer("{", "{{", "}", "}}").Replace(part.Text))
			case part.Width > 0:
				fmt.Fprintf(&again, "{%s:0%d}", part.Field, part.Width)
			default:
				fmt.Fprintf(&again, "{%s}", part.Field)
			}
		}
		if same, faults := parsePattern(again.String(), patternFields); len(faults) > 0 || !slices.Equal(same, parts) {
			t.Errorf("%q is %v, written %q, read as %v", text, parts, again.String(), same)
		}
	})
}

// No overlay makes Decode panic, over whatever scenario and beside a library of
// the same text; it takes no model away, and neither does a second time.
func FuzzOverlay(f *testing.F) {
	base, err := os.ReadFile("../testdata/valid/factory.hcl")
	if err != nil {
		f.Fatal(err)
	}
	for _, folder := range []string{"valid", "invalid"} {
		for _, a := range archives(f, folder) {
			for _, over := range a.Files[1:] {
				f.Add(a.Files[0].Data, over.Data)
			}
		}
	}
	seedsInto(f, func(text []byte) { f.Add(base, text) })
	f.Fuzz(func(t *testing.T, text, over []byte) {
		sources := []Source{
			{Name: "base.hcl", Text: text},
			{Name: "lib/m.hcl", Text: text, Library: "lib"},
			{Name: "over.hcl", Text: over, Overlay: true},
		}
		s, files, diags := Decode(sources, Options{})
		for _, d := range diags {
			r := subject(d)
			if d.Summary == "" || d.Detail == "" || r.End.Byte > len(files.Text(r.Filename)) || bytes.ContainsRune([]byte(r.Filename), 0) {
				t.Errorf("%+v", d)
			}
		}
		rendered(files, diags)
		if diags.HasErrors() {
			return
		}
		again, _, diags := Decode(append(sources, Source{Name: "again.hcl", Text: over, Overlay: true}), Options{})
		if !diags.HasErrors() && len(again.Models) < len(s.Models) {
			t.Errorf("%d models, were %d", len(again.Models), len(s.Models))
		}
	})
}
