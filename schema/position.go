package schema

import (
	"strings"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// A literal is a text that stands in a file as it is: a quoted string or a
// heredoc without interpolation. It knows where in the file each rune stands.
type literal struct {
	text    string
	source  hcl.Range // all of it, quotes included
	offsets []hcl.Pos // of each rune of text, and of the end
}

// literalOf is the literal that an expression is. Escapes, the indent that a
// flush heredoc loses and the characters of $${ are stepped over; should the
// text be anything else than what the steps give, there is no literal.
func literalOf(files *Files, e hclsyntax.Expression) (*literal, bool) {
	t, ok := e.(*hclsyntax.TemplateExpr)
	if !ok || len(t.Parts) > 1 {
		return nil, false
	}
	if len(t.Parts) == 0 {
		return &literal{source: t.Range()}, true
	}
	part, ok := t.Parts[0].(*hclsyntax.LiteralValueExpr)
	if !ok || part.Val.Type() != cty.String {
		return nil, false
	}
	return step(part.Val.AsString(), string(files.slice(part.SrcRange)), part.SrcRange, t.Range())
}

// literalLabel is the literal of a block's label, quotes included in r.
func literalLabel(files *Files, text string, r hcl.Range) (*literal, bool) {
	raw := string(files.slice(r))
	inner := r
	if strings.HasPrefix(raw, `"`) && strings.HasSuffix(raw, `"`) && len(raw) >= 2 {
		raw = raw[1 : len(raw)-1]
		inner.Start.Byte, inner.Start.Column = inner.Start.Byte+1, inner.Start.Column+1
	}
	return step(text, raw, inner, r)
}

// step walks over text and raw side by side.
func step(text, raw string, at, all hcl.Range) (*literal, bool) {
	l := &literal{text: text, source: all}
	pos := at.Start
	advance := func(s string) {
		for _, r := range s {
			pos.Byte += utf8.RuneLen(r)
			if pos.Column++; r == '\n' {
				pos.Line, pos.Column = pos.Line+1, 1
			}
		}
	}
	lineStart := false
	for _, want := range text {
		r, size := unescape(raw)
		for r != want && lineStart && (r == ' ' || r == '\t') {
			advance(raw[:size])
			raw = raw[size:]
			r, size = unescape(raw)
		}
		if size == 0 || r != want {
			return nil, false
		}
		l.offsets = append(l.offsets, pos)
		lineStart = want == '\n' || lineStart && (want == ' ' || want == '\t')
		advance(raw[:size])
		raw = raw[size:]
	}
	l.offsets = append(l.offsets, pos)
	return l, true
}

// unescape is the first rune that a raw text means and how many bytes say it.
func unescape(raw string) (rune, int) {
	for _, e := range []struct {
		raw  string
		rune rune
	}{{`\n`, '\n'}, {`\r`, '\r'}, {`\t`, '\t'}, {`\"`, '"'}, {`\\`, '\\'}, {"$${", '$'}, {"%%{", '%'}} {
		if strings.HasPrefix(raw, e.raw) {
			return e.rune, len(e.raw) - strings.Count(e.raw, "{")
		}
	}
	switch {
	case strings.HasPrefix(raw, `\u`) && len(raw) >= 6:
		return hexadecimal(raw[2:6]), 6
	case strings.HasPrefix(raw, `\U`) && len(raw) >= 10:
		return hexadecimal(raw[2:10]), 10
	}
	if raw == "" {
		return 0, 0
	}
	return utf8.DecodeRuneInString(raw)
}

func hexadecimal(digits string) rune {
	var r rune
	for _, c := range digits {
		r <<= 4
		switch {
		case c >= '0' && c <= '9':
			r += c - '0'
		case c >= 'a' && c <= 'f':
			r += c - 'a' + 10
		case c >= 'A' && c <= 'F':
			r += c - 'A' + 10
		default:
			return utf8.RuneError
		}
	}
	return r
}

// span is where the runes [from, to) stand; at least one character wide.
func (l *literal) span(from, to int) hcl.Range {
	if l == nil || len(l.offsets) == 0 {
		return l.whole()
	}
	last := len(l.offsets) - 1
	from, to = min(max(from, 0), last), min(max(to, from), last)
	r := hcl.Range{Filename: l.source.Filename, Start: l.offsets[from], End: l.offsets[to]}
	if r.Empty() && from < last {
		r.End = l.offsets[from+1]
	}
	return r
}

func (l *literal) whole() hcl.Range {
	if l == nil {
		return hcl.Range{}
	}
	return l.source
}
