package schema

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hcled"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// A report is diagnostics as data, in the shape of `terraform validate -json`,
// so that editors which read that can read this.
type report struct {
	FormatVersion string             `json:"format_version"`
	Valid         bool               `json:"valid"`
	ErrorCount    int                `json:"error_count"`
	WarningCount  int                `json:"warning_count"`
	Diagnostics   []reportDiagnostic `json:"diagnostics"`
}

type reportDiagnostic struct {
	Severity string         `json:"severity"`
	Summary  string         `json:"summary"`
	Detail   string         `json:"detail"`
	Range    *reportRange   `json:"range,omitempty"`
	Snippet  *reportSnippet `json:"snippet,omitempty"`
}

type reportRange struct {
	Filename string         `json:"filename"`
	Start    reportPosition `json:"start"`
	End      reportPosition `json:"end"`
}

// A reportPosition counts lines and columns from 1, bytes from 0. A column is
// what a reader takes for a character, as Terraform counts: e with an accent on
// it is one, whether it is written as one code point or as two.
type reportPosition struct {
	Line   int `json:"line"`
	Column int `json:"column"`
	Byte   int `json:"byte"`
}

// A reportSnippet is the source lines, the bytes of them that are meant, the
// head of the block at the top that they stand in (null: in none), and what the
// names in the expression are worth.
type reportSnippet struct {
	Context   *string       `json:"context"`
	Code      string        `json:"code"`
	StartLine int           `json:"start_line"`
	From      int           `json:"highlight_start_offset"`
	To        int           `json:"highlight_end_offset"`
	Values    []reportValue `json:"values"`
}

type reportValue struct {
	Traversal string `json:"traversal"`
	Statement string `json:"statement"`
}

// DiagnosticsJSON is diagnostics as one JSON document, in the order of the
// files, ranges in lines, columns and bytes.
func DiagnosticsJSON(files *Files, diags hcl.Diagnostics) ([]byte, error) {
	r := report{FormatVersion: "1.0", Valid: true, Diagnostics: []reportDiagnostic{}}
	heads := blockHeads{files: files, parsed: map[string]*hcl.File{}}
	for _, d := range Sort(diags) {
		severity := "warning"
		if d.Severity == hcl.DiagError {
			severity = "error"
			r.ErrorCount++
			r.Valid = false
		} else {
			r.WarningCount++
		}
		said := reportDiagnostic{Severity: severity, Summary: d.Summary, Detail: files.redacted(d.Detail)}
		if d.Subject != nil {
			text := files.Text(d.Subject.Filename)
			at := *d.Subject
			if at.Empty() {
				at.End.Byte, at.End.Column = at.End.Byte+1, at.End.Column+1
			}
			said.Range = &reportRange{at.Filename, reportedPosition(text, at.Start), reportedPosition(text, at.End)}
			said.Snippet = snippet(files, at)
			if said.Snippet != nil {
				said.Snippet.Context, said.Snippet.Values = heads.around(at), reportedValues(files, d)
			}
		}
		r.Diagnostics = append(r.Diagnostics, said)
	}
	return json.MarshalIndent(r, "", "  ")
}

// reportedPosition is a place with its column counted anew: where a text was
// looked into rune by rune, columns are runes.
func reportedPosition(text []byte, at hcl.Pos) reportPosition {
	if line, ok := lineBefore(text, at.Byte); ok {
		at.Column = column(line)
	}
	return reportPosition(at)
}

// lineBefore is what stands before an offset in its line.
func lineBefore(text []byte, offset int) (string, bool) {
	if offset < 0 || offset > len(text) {
		return "", false
	}
	start := bytes.LastIndexByte(text[:offset], '\n') + 1
	return string(bytes.TrimPrefix(text[start:offset], byteOrderMark)), true
}

// snippet is all lines that a range touches, and which bytes of them it is.
// Sensitive values are not shown.
func snippet(files *Files, r hcl.Range) *reportSnippet {
	text := files.Text(r.Filename)
	from, to := r.Start.Byte, r.End.Byte
	if len(text) == 0 || from < 0 || from > len(text) {
		return nil
	}
	to = min(max(to, from), len(text))
	start := bytes.LastIndexByte(text[:from], '\n') + 1
	end := len(text)
	if last := max(from, to-1); last < len(text) {
		if i := bytes.IndexByte(text[last:], '\n'); i >= 0 {
			end = last + i
		}
	}
	shown, from, to := files.redact(text[start:end], files.coversIn(r.Filename, start, end), from-start, to-start)
	code := strings.TrimRight(string(shown), "\r")
	return &reportSnippet{Code: code, StartLine: r.Start.Line, From: min(from, len(code)), To: min(to, len(code))}
}

// blockHeads finds the block at the top of a file that a place is in.
type blockHeads struct {
	files  *Files
	parsed map[string]*hcl.File // nil: it cannot be parsed safely
}

// around is the head of the block, such as model "meter"; nil outside of all. The
// head itself is not inside.
func (h *blockHeads) around(r hcl.Range) *string {
	file, known := h.parsed[r.Filename]
	if !known {
		if text := h.files.Text(r.Filename); !guard(r.Filename, text).HasErrors() {
			// What is wrong with the text was reported; the rest of it has blocks too.
			file, _ = hclsyntax.ParseConfig(text, r.Filename, hcl.InitialPos)
		}
		h.parsed[r.Filename] = file
	}
	if file == nil {
		return nil
	}
	if head := hcled.ContextString(file, r.Start.Byte-1); head != "" {
		head = h.files.redacted(head)
		return &head
	}
	return nil
}

// reportedValues are what the names of a faulty expression were worth, by name.
func reportedValues(files *Files, d *hcl.Diagnostic) []reportValue {
	values := []reportValue{}
	if d.Expression == nil || d.EvalContext == nil {
		return values
	}
	seen := map[string]bool{}
	for _, t := range d.Expression.Variables() {
		for ; len(t) > 1; t = t[:len(t)-1] {
			v, diags := t.TraverseAbs(d.EvalContext)
			if diags.HasErrors() { // which is what was reported, or follows from it
				continue
			}
			if name := traversalText(t); !seen[name] && v.IsKnown() {
				seen[name] = true
				values = append(values, reportValue{files.redacted(name), files.redacted(valueText(v))})
			}
			break
		}
	}
	slices.SortFunc(values, func(a, b reportValue) int { return strings.Compare(a.Traversal, b.Traversal) })
	return values
}

// traversalText is a name as it is written: var.rooms["A"].
func traversalText(t hcl.Traversal) string {
	text := t.RootName()
	for _, step := range t[1:] {
		switch step := step.(type) {
		case hcl.TraverseAttr:
			text += "." + step.Name
		case hcl.TraverseIndex:
			text += "[" + strings.TrimPrefix(valueText(step.Key), "is ") + "]"
		}
	}
	return text
}

// valueText says what a value is: is 5, is list of string with 2 elements.
func valueText(v cty.Value) string {
	if v.ContainsMarked() {
		return "has a sensitive value"
	}
	t := v.Type()
	switch {
	case v.IsNull():
		return "is null"
	case t == cty.Bool:
		return "is " + strconv.FormatBool(v.True())
	case t == cty.Number:
		return "is " + v.AsBigFloat().Text('g', 10)
	case t == cty.String:
		return "is " + strconv.Quote(clip(v.AsString()))
	case t.IsCapsuleType():
		return "is a " + t.FriendlyName()
	case !v.CanIterateElements():
		return "is " + t.FriendlyName()
	case v.LengthInt() == 0:
		return "is empty " + t.FriendlyName()
	case t.IsObjectType():
		return fmt.Sprintf("is object with %d %s", v.LengthInt(), plural(v.LengthInt(), "attribute"))
	}
	return fmt.Sprintf("is %s with %d %s", t.FriendlyName(), v.LengthInt(), plural(v.LengthInt(), "element"))
}

func plural(n int, noun string) string {
	if n == 1 {
		return noun
	}
	return noun + "s"
}
