package schema

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
	"github.com/rivo/uniseg"
)

// Colours of a terminal; the empty style writes none.
type style struct{ red, yellow, bold, dim, reset string }

var coloured = style{red: "\x1b[1;31m", yellow: "\x1b[1;33m", bold: "\x1b[1m", dim: "\x1b[2m", reset: "\x1b[0m"}

// WriteDiagnostics writes each diagnostic with its place, the source line, a
// caret and the detail, in the order of the files:
//
//	error: Duration needs a unit
//	  --> factory.hcl:17:14
//	   17 |   interval = 30
//	      |              ^^
//	  A duration needs a unit: write "30s" for seconds, "30m" for minutes or "30h" for hours.
//
// color is for terminals. The error is that of w.
func WriteDiagnostics(w io.Writer, files *Files, diags hcl.Diagnostics, color bool) error {
	out := bufio.NewWriter(w)
	s := style{}
	if color {
		s = coloured
	}
	for i, d := range Sort(diags) {
		if i > 0 {
			fmt.Fprintln(out)
		}
		writeDiagnostic(out, files, d, s)
	}
	return out.Flush()
}

func writeDiagnostic(w *bufio.Writer, files *Files, d *hcl.Diagnostic, s style) {
	word, mark := "error", s.red
	if d.Severity == hcl.DiagWarning {
		word, mark = "warning", s.yellow
	}
	fmt.Fprintf(w, "%s%s:%s %s%s%s\n", mark, word, s.reset, s.bold, Visible(d.Summary), s.reset)
	if d.Subject != nil {
		writePlace(w, files, *d.Subject, mark, s)
	}
	for line := range strings.Lines(strings.TrimSpace(files.redacted(d.Detail))) {
		fmt.Fprintf(w, "  %s\n", Visible(strings.TrimRight(line, "\n")))
	}
}

// writePlace writes where it is and, when the text is known, the line with a
// caret below. A range over several lines is marked to the end of the first.
func writePlace(w *bufio.Writer, files *Files, r hcl.Range, mark string, s style) {
	line, before, marked, ok := files.excerpt(r)
	if !ok {
		fmt.Fprintf(w, "  %s--> %s%s\n", s.dim, Visible(r.Filename), s.reset)
		return
	}
	number := fmt.Sprintf("%5d", r.Start.Line)
	if written, ok := outsideName(r.Filename); ok { // as it was given, and no line of a file
		fmt.Fprintf(w, "  %s--> %s%s\n", s.dim, Visible(written), s.reset)
		line, before, number = written+"="+line, written+"="+before, "     "
	} else {
		fmt.Fprintf(w, "  %s--> %s:%d:%d%s\n", s.dim, Visible(r.Filename), r.Start.Line, reportedPosition(files.Text(r.Filename), r.Start).Column, s.reset)
	}
	line, before, marked = window(line, before, marked)
	fmt.Fprintf(w, "%s%s |%s %s\n", s.dim, number, s.reset, expand(line))
	fmt.Fprintf(w, "%s%*s |%s %s%s%s%s\n", s.dim, len(number), "", s.reset,
		strings.Repeat(" ", columns(expand(before))), mark, strings.Repeat("^", max(columns(expand(marked)), 1)), s.reset)
}

// outsideName is the flag or the variable of the environment under which a value
// was given that stands in no file.
func outsideName(source string) (string, bool) {
	name, ok := strings.CutSuffix(source, ">")
	name, opened := strings.CutPrefix(name, "<")
	return name, ok && opened
}

// excerpt is the line that a range begins in, what stands before the range, and
// what of the range is in that line. Bytes decide; columns of HCL count
// something else than a terminal does. Sensitive values are not shown.
func (f *Files) excerpt(r hcl.Range) (line, before, marked string, ok bool) {
	text := f.Text(r.Filename)
	from, to := r.Start.Byte, r.End.Byte
	if text == nil || from < 0 || from > len(text) || r.Start.Line == 0 || len(text) == 0 {
		return "", "", "", false
	}
	start := bytes.LastIndexByte(text[:from], '\n') + 1
	end := len(text)
	if i := bytes.IndexByte(text[from:], '\n'); i >= 0 {
		end = from + i
	}
	to = min(max(to, from), end)
	trim := func(b []byte) string {
		b = bytes.TrimPrefix(b, byteOrderMark)
		return strings.ToValidUTF8(strings.TrimRight(string(b), "\r"), "\ufffd")
	}
	shown, from, to := f.redact(text[start:end], f.coversIn(r.Filename, start, end), from-start, to-start)
	return trim(shown), trim(shown[:from]), trim(shown[from:to]), true
}

// maxLine is how many characters of a source line are shown.
const maxLine = 160

// window cuts a long line to what stands around the marked part.
func window(line, before, marked string) (string, string, string) {
	if utf8.RuneCountInString(line) <= maxLine {
		return line, before, marked
	}
	after := []rune(line[len(before)+len(marked):])
	b, m := []rune(before), []rune(marked)
	if len(b) > maxLine/4 {
		b = append([]rune("…"), b[len(b)-maxLine/4:]...)
	}
	if room := maxLine - len(b); len(m) > room {
		m, after = m[:room], []rune("…")
	}
	if room := maxLine - len(b) - len(m); len(after) > room {
		after = append(after[:room:room], '…')
	}
	return string(b) + string(m) + string(after), string(b), string(m)
}

// column counts characters before the range, from 1, as Terraform does: what a
// reader takes for one character is one, of however many code points.
func column(before string) int { return uniseg.GraphemeClusterCount(before) + 1 }

// expand makes tabs two spaces and shows what a terminal would obey or hide.
func expand(line string) string {
	return Visible(strings.ReplaceAll(line, "\t", "  "))
}

// Visible replaces control and direction characters by a sign for them.
func Visible(text string) string {
	return strings.Map(func(r rune) rune {
		if r != '\n' && r != '\t' && (hidden(r) || r == '\r') {
			return '\ufffd'
		}
		return r
	}, text)
}

// columns is how wide a text is on a terminal: most CJK and emoji take two
// columns, combining marks none, and what is joined into one sign as many as that.
func columns(text string) int { return uniseg.StringWidth(text) }
