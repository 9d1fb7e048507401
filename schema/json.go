package schema

import (
	"encoding/json"

	"github.com/hashicorp/hcl/v2"
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

// A reportPosition counts lines and columns from 1, bytes from 0. Columns count
// what a reader takes for characters; bytes are exact.
type reportPosition struct {
	Line   int `json:"line"`
	Column int `json:"column"`
	Byte   int `json:"byte"`
}

// A reportSnippet is the source line, and the bytes of it that are meant.
type reportSnippet struct {
	Context   *string  `json:"context"`
	Code      string   `json:"code"`
	StartLine int      `json:"start_line"`
	From      int      `json:"highlight_start_offset"`
	To        int      `json:"highlight_end_offset"`
	Values    []string `json:"values"`
}

// DiagnosticsJSON is diagnostics as one JSON document, in the order of the
// files, ranges in lines, columns and bytes.
func DiagnosticsJSON(files *Files, diags hcl.Diagnostics) ([]byte, error) {
	r := report{FormatVersion: "1.0", Valid: true, Diagnostics: []reportDiagnostic{}}
	for _, d := range Sort(diags) {
		severity := "warning"
		if d.Severity == hcl.DiagError {
			severity = "error"
			r.ErrorCount++
			r.Valid = false
		} else {
			r.WarningCount++
		}
		r.Diagnostics = append(r.Diagnostics, reportDiagnostic{
			Severity: severity, Summary: d.Summary, Detail: string(files.Redact([]byte(d.Detail))),
			Range: reportedRange(d.Subject), Snippet: snippet(files, d.Subject),
		})
	}
	return json.MarshalIndent(r, "", "  ")
}

func reportedRange(r *hcl.Range) *reportRange {
	if r == nil {
		return nil
	}
	return &reportRange{r.Filename, reportPosition(r.Start), reportPosition(r.End)}
}

func snippet(files *Files, r *hcl.Range) *reportSnippet {
	if r == nil {
		return nil
	}
	line, before, marked, ok := files.excerpt(*r)
	if !ok {
		return nil
	}
	return &reportSnippet{
		Code: line, StartLine: r.Start.Line,
		From: len(before), To: len(before) + len(marked), Values: []string{},
	}
}
