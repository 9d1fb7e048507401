package schema

import (
	"bytes"
	"regexp"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// A mended body is what could be read of a text that does not parse. HCL's own
// parser gives up reporting at the first fault; authors want to hear of all. So
// the text is cut at the heads of its top blocks, and of each piece statements
// that do not parse are blanked out, one after the other, until the rest does.
//
// What was lost must not look like a second mistake. An argument that was
// blanked out stays in its block as one whose value is reported already; a
// block that something else was lost from lacks nothing (damage), and names of
// its kind are not called unknown (lost).
type mended struct {
	body   *hclsyntax.Body
	diags  hcl.Diagnostics
	damage []hcl.Pos       // where statements were lost
	lost   map[string]bool // kinds of top blocks that something was lost from
	strays []stub          // arguments that were lost outside of blocks: lines of a file of variables

	name   string
	budget int // bytes that may still be parsed
}

// mend reads what can be read. The text has passed the guard.
func mend(name string, text []byte) *mended {
	m := &mended{
		name: name, lost: map[string]bool{}, budget: maxMendedBytes,
		body: &hclsyntax.Body{Attributes: hclsyntax.Attributes{}, SrcRange: wholeRange(name, text)},
	}
	for _, p := range pieces(name, text) {
		m.piece(p)
	}
	return m
}

// A piece is a stretch of a text that begins with the head of a top block.
type piece struct {
	text []byte
	at   hcl.Pos
}

// pieces cuts a text before every top block that begins a line. Where a text in
// quotes is not closed, all that follows is taken for quoted; then the cutting
// begins anew with the next line.
func pieces(name string, text []byte) []piece {
	cuts := []hcl.Pos{hcl.InitialPos}
	from := hcl.InitialPos
	for range maxRestarts {
		tokens, _ := hclsyntax.LexConfig(text[from.Byte:], name, from)
		broken := false
		for _, t := range tokens {
			at := t.Range.Start
			if t.Type == hclsyntax.TokenIdent && at.Column == 1 && at.Byte > 0 && fileType.block(string(t.Bytes)) != nil {
				cuts = append(cuts, at)
			}
			if broken = t.Type == hclsyntax.TokenQuotedNewline; broken {
				from = hcl.Pos{Line: at.Line + 1, Column: 1, Byte: t.Range.End.Byte}
				break
			}
		}
		if !broken || from.Byte >= len(text) {
			break
		}
	}
	all := make([]piece, len(cuts))
	for i, at := range cuts {
		end := len(text)
		if i+1 < len(cuts) {
			end = cuts[i+1].Byte
		}
		all[i] = piece{slices.Clone(text[at.Byte:end]), at}
	}
	return all
}

// A stub is an argument of which only the name is left.
type stub struct {
	name string
	at   hcl.Range
	all  hcl.Range // of the statement
}

// piece adds what a piece holds to the body.
func (m *mended) piece(p piece) {
	var stubs []stub
	last := 0 // the line on which the statement ends that was blanked out before
	for range maxMends {
		m.budget -= len(p.text)
		file, diags := hclsyntax.ParseConfig(p.text, m.name, p.at)
		if onlyRedefined(diags) {
			m.diags = append(m.diags, diags...)
			m.take(file.Body.(*hclsyntax.Body), stubs)
			return
		}
		fault := firstError(diags)
		if reword(fault, p.text, p.at); fault.Summary == "Template in a label" && m.budget > 0 && plainLabel(p, fault.Subject.Start) {
			m.diags = append(m.diags, fault)
			continue
		}
		s, ok := statementAt(m.name, p, fault.Subject.Start.Byte)
		if s.quote > 0 { // an object's braces are seen only without it
			spaces(p.text[s.quote-p.at.Byte : s.End.Byte-p.at.Byte])
			s, ok = statementAt(m.name, p, s.Start.Byte)
		}
		if !s.bracket.Empty() {
			fault = oneError(s.bracket, "Unclosed bracket", "The bracket that opens here is never closed.")[0]
		}
		// What stands alone on the next line belonged to what was blanked out.
		if fault.Summary != "Argument or block definition required" || last == 0 || s.Start.Line != last+1 {
			m.diags = append(m.diags, fault)
		}
		last = s.End.Line
		if !ok || m.budget < 0 || len(m.diags) > maxDiagnostics {
			break
		}
		m.blank(p, s, &stubs)
	}
	m.head(p)
}

// blank overwrites a statement with spaces. The head of a block that lacks a
// quote or its brace gets them instead: without a head, the foot would be the
// next fault.
func (m *mended) blank(p piece, s statement, stubs *[]stub) {
	text := p.text[s.Start.Byte-p.at.Byte : s.End.Byte-p.at.Byte]
	if head := blockHead.FindSubmatch(text); head != nil {
		if whole := slices.Concat(head[1], []byte(`"`), head[2], []byte(`"{`)); len(whole) <= len(text) && !bytes.Equal(whole, bytes.TrimSpace(text)) {
			copy(text, append(whole, bytes.Repeat([]byte(" "), len(text)-len(whole))...))
			return
		}
	}
	if name := argumentName.FindSubmatch(text); name != nil {
		at := s.Range
		at.End.Byte = at.Start.Byte + len(name[1])
		at.End.Line, at.End.Column = at.Start.Line, at.Start.Column+len(name[1])
		*stubs = append(*stubs, stub{string(name[1]), at, s.Range})
		if s.crowded { // what stood behind it went with it
			m.damage = append(m.damage, s.Start)
		}
	} else {
		m.damage = append(m.damage, s.Start)
		m.lose(p)
	}
	spaces(text)
	if s.oneLine {
		text[len(text)-1] = '}'
	}
}

// spaces overwrites all but line ends.
func spaces(text []byte) {
	for i, c := range text {
		if c != '\n' {
			text[i] = ' '
		}
	}
}

// blockHead is the head of a block, complete or not.
var blockHead = regexp.MustCompile(`^([a-z_]+)[ \t]+"([^"\n]*?)"?[ \t]*\{?[ \t]*$`)

// argumentName is how a statement begins that sets an argument.
var argumentName = regexp.MustCompile(`^([\pL_][\pL\pN_-]*)[ \t]*=`)

// lose notes that something of a piece was lost.
func (m *mended) lose(p piece) {
	tokens, _ := hclsyntax.LexConfig(p.text, m.name, p.at)
	for _, t := range tokens {
		if t.Type == hclsyntax.TokenIdent && fileType.block(string(t.Bytes)) != nil {
			m.lost[string(t.Bytes)] = true
		}
	}
}

// take adds the blocks and arguments of a piece, and to them what is left of
// arguments that were blanked out.
func (m *mended) take(body *hclsyntax.Body, stubs []stub) {
	for name, a := range body.Attributes {
		m.body.Attributes[name] = a
	}
	for _, s := range stubs {
		in := innermost(body, s.at.Start.Byte)
		switch {
		case in == body:
			m.strays = append(m.strays, s)
			continue
		case in.Attributes[s.name] != nil:
			continue
		}
		in.Attributes[s.name] = &hclsyntax.Attribute{
			Name: s.name, NameRange: s.at, SrcRange: s.all, EqualsRange: s.at,
			Expr: &hclsyntax.LiteralValueExpr{Val: cty.DynamicVal, SrcRange: s.at},
		}
	}
	m.body.Blocks = append(m.body.Blocks, body.Blocks...)
}

// head adds the block that a piece begins with, without what is in it.
func (m *mended) head(p piece) {
	m.damage = append(m.damage, p.at)
	m.lose(p)
	end := bytes.IndexAny(p.text, "{\n")
	if end < 0 || p.text[end] != '{' {
		return
	}
	file, diags := hclsyntax.ParseConfig(append(slices.Clone(p.text[:end]), "{}\n"...), m.name, p.at)
	if diags.HasErrors() {
		return
	}
	blocks := file.Body.(*hclsyntax.Body).Blocks
	for _, b := range blocks {
		m.damage = append(m.damage, b.OpenBraceRange.Start)
	}
	m.body.Blocks = append(m.body.Blocks, blocks...)
}

// within says that one of some places is in a range of the text.
func (m *mended) within(places []hcl.Pos, r hcl.Range) bool {
	return slices.ContainsFunc(places, func(at hcl.Pos) bool {
		return r.Filename == "" || r.Filename == m.name && r.Start.Byte <= at.Byte && at.Byte < r.End.Byte
	})
}

// innermost is the body of the innermost block around an offset.
func innermost(body *hclsyntax.Body, offset int) *hclsyntax.Body {
	for _, b := range body.Blocks {
		if b.OpenBraceRange.Start.Byte <= offset && offset < b.CloseBraceRange.End.Byte {
			return innermost(b.Body, offset)
		}
	}
	return body
}

// lostValue says that an argument's value was blanked out.
func lostValue(e hclsyntax.Expression) bool {
	v, ok := e.(*hclsyntax.LiteralValueExpr)
	return ok && !v.Val.IsKnown()
}

// onlyRedefined says that nothing is wrong but arguments that are set twice:
// then the body is whole.
func onlyRedefined(diags hcl.Diagnostics) bool {
	return !slices.ContainsFunc(diags, func(d *hcl.Diagnostic) bool {
		return d.Severity == hcl.DiagError && d.Summary != "Attribute redefined"
	})
}

// firstError is where the parser first met what it could not read.
func firstError(diags hcl.Diagnostics) *hcl.Diagnostic {
	i := slices.IndexFunc(diags, func(d *hcl.Diagnostic) bool {
		return d.Severity == hcl.DiagError && d.Summary != "Attribute redefined"
	})
	return diags[i]
}

// statementAt is the innermost statement around an offset: an argument, or
// whatever stands between two line ends of a block. It is false for the head or
// foot of a block, without which the rest of the block makes no sense.
func statementAt(name string, p piece, offset int) (s statement, ok bool) {
	tokens, _ := hclsyntax.LexConfig(p.text, name, p.at)
	w := statementWalk{frames: []openFrame{{block: true}}}
	for i, t := range tokens {
		// A bracket that is not closed is noticed only at what follows.
		s.Range, ok = w.next(tokens, i)
		if s.Start.Byte <= offset && (offset <= s.End.Byte || !w.bracket.Empty()) && !s.Empty() {
			s.Filename, s.bracket, s.oneLine, s.crowded, s.quote = name, w.bracket, w.oneLine, w.crowded, w.quote
			return s, ok
		}
		if t.Type == hclsyntax.TokenQuotedNewline {
			break // what follows is taken for quoted
		}
	}
	return statement{}, false
}

// A statement is where it stands, and the bracket in it that is not closed.
type statement struct {
	hcl.Range
	bracket hcl.Range
	oneLine bool // it took the brace with it that closes its block on the same line
	crowded bool // its block opens on the same line, which holds one argument
	quote   int  // where a text begins in it that is not closed, in an object; 0: in none
}

// An openFrame is an open bracket, as frame is. In the frame of a block start is
// where its present statement begins.
type openFrame struct {
	block, brace, equals, body bool
	start                      hcl.Pos
	opened                     hcl.Range // the bracket
}

// crowded says that the statement of a block stands on the line that opens it.
func (f openFrame) crowded() bool { return !f.opened.Empty() && f.opened.Start.Line == f.start.Line }

// A statementWalk goes over the tokens of a piece.
type statementWalk struct {
	frames  []openFrame
	bracket hcl.Range // that was not closed when the statement ended
	crowded bool      // the block around the statement opens in the same line
	oneLine bool      // so, and a text that was not closed has swallowed its end
	opening int       // where the last text began
	quote   int       // opening, when it was not closed and stands in an object
}

// next takes a token. It returns the statement that ends with it, the empty
// range when none does; whole is false for a statement that holds a block.
func (w *statementWalk) next(tokens hclsyntax.Tokens, i int) (done hcl.Range, whole bool) {
	t := tokens[i]
	w.bracket, w.crowded, w.oneLine, w.quote = hcl.Range{}, false, false, 0
	if t.Type == hclsyntax.TokenOQuote {
		w.opening = t.Range.Start.Byte
	}
	top := &w.frames[len(w.frames)-1]
	newline := t.Type == hclsyntax.TokenNewline || t.Type == hclsyntax.TokenQuotedNewline || t.Type == hclsyntax.TokenEOF ||
		t.Type == hclsyntax.TokenComment && bytes.HasSuffix(t.Bytes, []byte("\n"))
	if newline && (t.Type == hclsyntax.TokenQuotedNewline || t.Type == hclsyntax.TokenEOF || startsStatement(tokens[i+1:])) {
		w.unwind(t.Type == hclsyntax.TokenQuotedNewline)
		top = &w.frames[len(w.frames)-1]
	}
	switch {
	case newline && top.block:
		done, whole = hcl.Range{Start: top.start, End: t.Range.Start}, !top.body
		w.crowded = top.crowded()
		w.oneLine = w.crowded && t.Type == hclsyntax.TokenQuotedNewline
		*top = openFrame{block: true, brace: top.brace, opened: top.opened}
		if done.Start.Line == 0 {
			done = hcl.Range{}
		}
		return done, whole
	case newline || t.Type == hclsyntax.TokenComment:
		return hcl.Range{}, false
	case t.Type == hclsyntax.TokenCBrace:
		w.unwind(false) // a bracket in it that was never closed ends here
		if n := len(w.frames); n > 1 {
			last := w.frames[n-1]
			w.frames = w.frames[:n-1]
			if last.block && last.start.Line > 0 {
				w.crowded = last.crowded()
				return hcl.Range{Start: last.start, End: t.Range.Start}, !last.body
			}
		}
		return hcl.Range{}, false
	}
	if top.block && top.start.Line == 0 {
		top.start = t.Range.Start
	}
	switch t.Type {
	case hclsyntax.TokenEqual:
		top.equals = true
	case hclsyntax.TokenOBrace:
		block := top.block && !top.equals
		top.body = top.body || block
		w.frames = append(w.frames, openFrame{block: block, brace: true, opened: t.Range})
	case hclsyntax.TokenOParen, hclsyntax.TokenOBrack, hclsyntax.TokenTemplateInterp, hclsyntax.TokenTemplateControl:
		w.frames = append(w.frames, openFrame{opened: t.Range})
	case hclsyntax.TokenCParen, hclsyntax.TokenCBrack, hclsyntax.TokenTemplateSeqEnd:
		if n := len(w.frames); n > 1 && !top.brace {
			w.frames = w.frames[:n-1]
		}
	}
	return hcl.Range{}, false
}

// unwind closes brackets that are open inside of the innermost brace, or when
// braces is true of the innermost block.
func (w *statementWalk) unwind(braces bool) {
	for n := len(w.frames); n > 1 && !w.frames[n-1].block && (braces || !w.frames[n-1].brace); n = len(w.frames) {
		if w.frames[n-1].brace {
			w.quote = w.opening
		}
		if !braces {
			w.bracket = w.frames[n-1].opened
		}
		w.frames = w.frames[:n-1]
	}
}

// startsStatement says that a line begins as an argument or a block does, and as
// no line of an expression.
func startsStatement(tokens hclsyntax.Tokens) bool {
	for len(tokens) > 0 && (tokens[0].Type == hclsyntax.TokenNewline || tokens[0].Type == hclsyntax.TokenComment) {
		tokens = tokens[1:]
	}
	if len(tokens) < 2 || tokens[0].Type != hclsyntax.TokenIdent {
		return false
	}
	switch tokens[1].Type {
	case hclsyntax.TokenEqual, hclsyntax.TokenOQuote, hclsyntax.TokenOBrace:
		return true
	}
	return false
}
