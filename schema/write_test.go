package schema

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"
)

// said is what Decode says of a text.
func said(text string) (*Files, hcl.Diagnostics) {
	_, files, diags := Decode([]Source{{Name: "test.hcl", Text: []byte(text)}}, Options{})
	return files, diags
}

// The caret stands under the character, not under its bytes: a Chinese
// character is three bytes, one column for HCL, and two on a terminal.
func TestCaretsStandRightUnderWideCharacters(t *testing.T) {
	for text, want := range map[string]string{
		"locals { 名字 = locla.x }":              "    1 | locals { 名字 = locla.x }\n      |                 ^^^^^^^\n",
		"locals { a = \"甲乙丙${locla.x}\" }":     "    1 | locals { a = \"甲乙丙${locla.x}\" }\n      |                       ^^^^^^^\n",
		"locals { a = \"e\u0301${locla.x}\" }": "    1 | locals { a = \"e\u0301${locla.x}\" }\n      |                  ^^^^^^^\n",
		"locals {\n\ta = locla.x\n}":           "    2 |   a = locla.x\n      |       ^^^^^^^\n",
		"locals { 👍 = 1 }":                     "",
		"\ufefflocals { a = locla.x }":         "    1 | locals { a = locla.x }\n      |              ^^^^^^^\n",
		"locals {\r\n  a = locla.x\r\n}\r\n":   "    2 |   a = locla.x\n      |       ^^^^^^^\n",
	} {
		files, diags := said(text + "\n" + minimal)
		if got := rendered(files, diags); len(diags) == 0 || !strings.Contains(got, want) {
			t.Errorf("%q:\n%s\nwant\n%s", text, got, want)
		}
	}
}

// How many columns a terminal gives to what stands before the fault: by the
// East Asian Width property (UAX #11) and by emoji presentation.
func TestCaretsStandRightUnderEverySign(t *testing.T) {
	for text, want := range map[string]int{
		"abc": 3, "甲乙丙": 6, "ｱｲｳ": 3, "ＡＢ": 4, "한국": 4, "かな": 4, "\u1112\u1161\u11ab": 2,
		"👍": 2, "👍🏽": 2, "❤\ufe0f": 2, "☎": 1, "🇨🇳": 2, "🏭🌡": 3,
		"e\u0301": 1, "ñ": 1, "ก็": 1, "°C": 2, "m³": 2, "Ω": 1, "—": 1, "…": 1,
	} {
		files, diags := said("locals { a = \"" + text + "${locla.x}\" }\n" + minimal)
		lines := strings.Split(rendered(files, diags), "\n")
		if len(diags) != 1 || len(lines) < 4 {
			t.Fatalf("%q: %v", text, diags)
		}
		before := strings.Index(lines[3], "^") - len("      | ") - len(`locals { a = "${`)
		if before != want {
			t.Errorf("%q takes %d columns, the caret stands after %d:\n%s\n%s", text, want, before, lines[2], lines[3])
		}
	}
}

func TestRangesOverSeveralLinesAreMarkedInTheFirst(t *testing.T) {
	files, diags := said(strings.Replace(minimal, `duration = "1m"`, "\n duration = [\n 1,\n ]\n", 1))
	if got := rendered(files, diags); !strings.Contains(got, " |  duration = [\n      |             ^\n") {
		t.Errorf("got\n%s", got)
	}
}

func TestLongLinesAreCutToTheFault(t *testing.T) {
	files, diags := said(strings.Replace(minimal, `scenario "test" {}`, `scenario "test" { description = "`+strings.Repeat("甲", 500)+`${locla.x}`+strings.Repeat("乙", 500)+`" }`, 1))
	got := rendered(files, diags)
	lines := strings.Split(got, "\n")
	if len(lines) < 4 || len([]rune(lines[2])) > maxLine+20 {
		t.Fatalf("got\n%s", got)
	}
	code, marks := lines[2], lines[3]
	from := strings.Index(marks, "^")
	if from < 0 || columns(code[:strings.Index(code, "locla")]) != from || strings.Count(marks, "^") != len("locla.x") {
		t.Errorf("the caret is not under the fault:\n%s", got)
	}
}

func TestColoursAreForTerminals(t *testing.T) {
	files, diags := said(strings.Replace(minimal, "10 }", "0 }", 1))
	var plain, coloured bytes.Buffer
	if err := errors.Join(WriteDiagnostics(&plain, files, diags, false), WriteDiagnostics(&coloured, files, diags, true)); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(plain.String(), "\x1b") || !strings.Contains(coloured.String(), "\x1b[1;31merror:") {
		t.Errorf("plain %q, coloured %q", plain.String(), coloured.String())
	}
}

// What a file says must not reach the terminal as a command.
func TestControlCharactersAreNotObeyed(t *testing.T) {
	files, diags := said("locals { a = \"\\u001b[2J${x}\" }\n# \x1b[31m")
	if got := rendered(files, diags); strings.Contains(got, "\x1b") {
		t.Errorf("%q", got)
	}
}

func TestDiagnosticsAreSortedAndSaidOnce(t *testing.T) {
	at := func(from, to int) *hcl.Range {
		return &hcl.Range{Filename: "f", Start: hcl.Pos{Line: 1, Byte: from}, End: hcl.Pos{Line: 1, Byte: to}}
	}
	diag := func(summary string, r *hcl.Range) *hcl.Diagnostic {
		return &hcl.Diagnostic{Severity: hcl.DiagError, Summary: summary, Detail: "…", Subject: r}
	}
	var got []string
	for _, d := range Sort(hcl.Diagnostics{diag("c", at(9, 10)), diag("b", at(2, 5)), diag("a", at(2, 5)), diag("c", at(9, 10)), diag("none", nil)}) {
		got = append(got, d.Summary)
	}
	if diff := cmp.Diff([]string{"none", "a", "b", "c"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestDiagnosticsAsData(t *testing.T) {
	files, diags := said(strings.Replace(minimal, `interval = "5s"`, `interval = 30`, 1))
	text, err := DiagnosticsJSON(files, diags)
	if err != nil {
		t.Fatal(err)
	}
	var got any
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	var want any
	if err := json.Unmarshal([]byte(`{
	  "format_version": "1.0", "valid": false, "error_count": 1, "warning_count": 0,
	  "diagnostics": [{
	    "severity": "error", "summary": "Duration needs a unit",
	    "detail": "A duration needs a unit: write \"30s\" for seconds, \"30m\" for minutes or \"30h\" for hours.",
	    "range": {"filename": "test.hcl", "start": {"line": 5, "column": 14, "byte": 50}, "end": {"line": 5, "column": 16, "byte": 52}},
	    "snippet": {"context": "model \"meter\"", "code": "  interval = 30", "start_line": 5, "highlight_start_offset": 13, "highlight_end_offset": 15, "values": []}
	  }]
	}`), &want); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if text, err := DiagnosticsJSON(files, nil); err != nil || !strings.Contains(string(text), `"diagnostics": []`) || !strings.Contains(string(text), `"valid": true`) {
		t.Errorf("no diagnostics: %s, %v", text, err)
	}
}

// What editors read: columns in characters of a reader, offsets in bytes.
func TestDiagnosticsAsDataOfHardTexts(t *testing.T) {
	type shape struct {
		Range   reportRange
		Snippet reportSnippet
	}
	model, locals := `model "meter"`, "locals"
	for text, want := range map[string]shape{
		// Two code points are one character; the bytes are counted as they are.
		"locals {\n  a = \"e\u0301甲${locla.x}\"\n}\n" + minimal: {
			reportRange{"test.hcl", reportPosition{2, 12, 24}, reportPosition{2, 19, 31}},
			reportSnippet{&locals, "  a = \"e\u0301甲${locla.x}\"", 2, 15, 22, []reportValue{}},
		},
		// A range over lines shows all of them.
		strings.Replace(minimal, `interval = "5s"`, "interval = [\n    5,\n  ]", 1): {
			reportRange{"test.hcl", reportPosition{5, 14, 50}, reportPosition{7, 4, 62}},
			reportSnippet{&model, "  interval = [\n    5,\n  ]", 5, 13, 25, []reportValue{}},
		},
		// What names are worth helps to see why an expression failed.
		"locals {\n  a = [1, 2]\n  b = local.a.x + 1\n}\n" + minimal: {
			reportRange{"test.hcl", reportPosition{3, 14, 35}, reportPosition{3, 16, 37}},
			reportSnippet{&locals, "  b = local.a.x + 1", 3, 13, 15, []reportValue{{"local.a", "is tuple with 2 elements"}}},
		},
	} {
		files, diags := said(text)
		data, err := DiagnosticsJSON(files, diags)
		if err != nil {
			t.Fatal(err)
		}
		var got struct{ Diagnostics []shape }
		if err := json.Unmarshal(data, &got); err != nil || len(got.Diagnostics) != 1 {
			t.Fatalf("%v: %s", err, data)
		}
		if diff := cmp.Diff(want, got.Diagnostics[0], cmp.AllowUnexported(reportSnippet{})); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}
