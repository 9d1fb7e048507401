package schema

import (
	"bytes"
	"fmt"
	"math"
	"strconv"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// guard looks at a text before the parser does. The parser recurses, and a Go
// stack that is used up ends the process whatever one recovers, so what would
// hurt it is refused here: by size, by characters, and by a scan of the tokens,
// which does not recurse.
func guard(name string, text []byte) hcl.Diagnostics {
	if len(text) > MaxFileBytes {
		return oneError(hcl.Range{Filename: name, Start: hcl.InitialPos, End: hcl.InitialPos}, "File too large",
			"A scenario file has at most %s bytes; this one has more. Repeat places with count or for_each.", grouped(MaxFileBytes))
	}
	if diags := guardCharacters(name, text); diags.HasErrors() {
		return diags
	}
	tokens, _ := hclsyntax.LexConfig(text, name, hcl.InitialPos)
	g := tokenGuard{frames: []frame{{block: true}}}
	for _, t := range tokens {
		if diags := g.next(t); diags.HasErrors() {
			return diags
		}
	}
	return nil
}

// guardCharacters refuses what an editor would not show: text that reads one
// way and means another.
func guardCharacters(name string, text []byte) hcl.Diagnostics {
	start := 0
	if bytes.HasPrefix(text, byteOrderMark) {
		start = len(byteOrderMark)
	}
	for i := start; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			return oneError(positionAt(name, text, i, 1), "Invalid UTF-8",
				"Files are UTF-8 text; this byte is 0x%02x. Save the file as UTF-8.", text[i])
		case hidden(r):
			return oneError(positionAt(name, text, i, size), "Invisible character",
				"The character U+%04X is not shown by editors, or changes the direction of what is. Delete it; in a text write the escape \\u%04x.", r, r)
		}
		i += size
	}
	return nil
}

// hidden reports control characters but tab and line ends, zero-width
// characters and those that change the writing direction.
func hidden(r rune) bool {
	switch {
	case r == '\t' || r == '\n' || r == '\r':
		return false
	case r < 0x20 || r >= 0x7f && r < 0xa0:
		return true
	case r == 0xad || r == 0x61c || r == 0xfeff:
		return true
	}
	return r >= 0x200b && r <= 0x200f || r >= 0x2028 && r <= 0x202e || r >= 0x2060 && r <= 0x206f
}

// positionAt is the range of size bytes at offset.
func positionAt(name string, text []byte, offset, size int) hcl.Range {
	before := text[:offset]
	line := before[bytes.LastIndexByte(before, '\n')+1:]
	start := hcl.Pos{Line: 1 + bytes.Count(before, []byte("\n")), Column: 1 + len(bytes.Runes(line)), Byte: offset}
	end := hcl.Pos{Line: start.Line, Column: start.Column + 1, Byte: offset + size}
	return hcl.Range{Filename: name, Start: start, End: end}
}

// A frame is an open bracket. In the frame of a block (or the file) statements
// end with the line; in any other, lines mean nothing.
type frame struct {
	block  bool
	equals bool // the statement is an argument: a brace opens an object, not a block
	tokens int
}

// tokenGuard counts what is open and how long the statement is. tokens of a
// statement are counted in the nearest block's frame, whatever brackets it has.
type tokenGuard struct {
	frames  []frame
	heredoc hcl.Range // where the open heredoc begins; empty: none is open
}

func (g *tokenGuard) next(t hclsyntax.Token) hcl.Diagnostics {
	top := &g.frames[len(g.frames)-1]
	switch t.Type {
	case hclsyntax.TokenOBrace, hclsyntax.TokenOParen, hclsyntax.TokenOBrack, hclsyntax.TokenTemplateInterp, hclsyntax.TokenTemplateControl:
		if len(g.frames) > maxNesting {
			return oneError(t.Range, "Nested too deeply",
				"Brackets, blocks and templates nest at most %d deep. Use locals to name the inner parts.", maxNesting)
		}
		isBlock := t.Type == hclsyntax.TokenOBrace && top.block && !top.equals
		g.frames = append(g.frames, frame{block: isBlock})
	case hclsyntax.TokenCBrace, hclsyntax.TokenCParen, hclsyntax.TokenCBrack, hclsyntax.TokenTemplateSeqEnd:
		if len(g.frames) > 1 {
			g.frames = g.frames[:len(g.frames)-1]
		}
	case hclsyntax.TokenEqual:
		top.equals = true
	case hclsyntax.TokenNewline:
		if top.block {
			*top = frame{block: true}
		}
	case hclsyntax.TokenNumberLit:
		if diags := guardNumber(t); diags.HasErrors() {
			return diags
		}
	case hclsyntax.TokenOHeredoc:
		g.heredoc = t.Range
	case hclsyntax.TokenStringLit:
		if lines := t.Range.Start.Line - g.heredoc.Start.Line; g.heredoc.Filename != "" && lines > maxHeredocLines {
			return oneError(g.heredoc, "Heredoc too long", "A heredoc has at most %s lines.", grouped(maxHeredocLines))
		}
	case hclsyntax.TokenCHeredoc:
		g.heredoc = hcl.Range{}
	case hclsyntax.TokenComment: // may end the line as well
		if top.block && bytes.HasSuffix(t.Bytes, []byte("\n")) {
			*top = frame{block: true}
		}
	}
	return g.count(t)
}

// count adds the token to its statement.
func (g *tokenGuard) count(t hclsyntax.Token) hcl.Diagnostics {
	for i := len(g.frames) - 1; i >= 0; i-- {
		if !g.frames[i].block {
			continue
		}
		if g.frames[i].tokens++; g.frames[i].tokens > maxStatementTokens {
			return oneError(t.Range, "Statement too long",
				"One argument has at most %s words and signs. Use locals to name the parts.", grouped(maxStatementTokens))
		}
		return nil
	}
	return nil
}

// guardNumber refuses numbers that take for ever to print or that no sensor can hold.
func guardNumber(t hclsyntax.Token) hcl.Diagnostics {
	if len(t.Bytes) > maxNumberLength {
		return oneError(t.Range, "Number too long",
			"A number is written with at most %d characters; this one has %d.", maxNumberLength, len(t.Bytes))
	}
	if v, err := strconv.ParseFloat(string(t.Bytes), 64); err != nil && math.IsInf(v, 0) {
		return oneError(t.Range, "Number out of range", "Numbers are at most about 1.8e308.")
	}
	return nil
}

// oneError is a list of one diagnostic.
func oneError(r hcl.Range, summary, format string, args ...any) hcl.Diagnostics {
	return hcl.Diagnostics{{
		Severity: hcl.DiagError,
		Summary:  summary,
		Detail:   fmt.Sprintf(format, args...),
		Subject:  r.Ptr(),
	}}
}
