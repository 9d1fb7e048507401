package schema

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// A sensitive value is marked from its variable on, and the mark goes with it
// through locals, templates and functions. Where it becomes an argument the mark
// is taken off and the text is noted: diagnostics, plans and whatever else is
// printed have (sensitive) in its place (see Files.Redact). Only texts can be
// kept secret so. A number that shapes a plan can be read off it, so what is
// computed from a sensitive value and is no text is refused.

// secretMark is the mark.
type secretMark struct{}

// secretShown stands where a secret would.
const secretShown = "(sensitive)"

// SecretDetail is all that a message says of what a sensitive value is part of.
const SecretDetail = "It is computed from a sensitive variable, so no more is said."

// minSecret is the length from which a text can be kept secret: to hide a
// shorter one would hide half of every message.
const minSecret = 4

// textual says that a value consists of texts.
func textual(t cty.Type) bool {
	switch {
	case t == cty.String:
		return true
	case t.IsCollectionType():
		return textual(t.ElementType())
	case t.IsTupleType():
		return !slices.ContainsFunc(t.TupleElementTypes(), func(e cty.Type) bool { return !textual(e) })
	case t.IsObjectType():
		for _, e := range t.AttributeTypes() {
			if !textual(e) {
				return false
			}
		}
		return true
	}
	return false
}

// reveal takes the mark off an argument's value and notes its texts as secrets.
func (d *decoder) reveal(e hclsyntax.Expression, marked cty.Value) cty.Value {
	if !marked.ContainsMarked() {
		return marked
	}
	v, marks := marked.UnmarkDeepWithPaths()
	if !v.IsWhollyKnown() {
		return v
	}
	secrets := make([]cty.Value, len(marks))
	for i, m := range marks {
		var err error
		if secrets[i], err = m.Path.Apply(v); err != nil {
			secrets[i] = v // rather too much than too little
		}
	}
	if slices.ContainsFunc(secrets, shortText) {
		d.errorf(e.Range(), "Sensitive text too short", shortDetail, minSecret, secretShown)
		return cty.DynamicVal
	}
	if !textual(v.Type()) && !v.IsNull() {
		d.errorf(e.Range(), "Sensitive value",
			"This is computed from a sensitive variable and is no text. What it decides would show what it is; let the variable not be sensitive.")
		return cty.DynamicVal
	}
	if d.secretive == nil {
		d.secretive = map[hclsyntax.Expression]bool{}
	}
	d.secretive[e] = true
	for _, secret := range secrets {
		d.files.hideValue(secret)
	}
	return v
}

const shortDetail = "A sensitive text has at least %d characters beside a pattern's fields: wherever it would be printed stands %s, and a shorter one is part of too much."

// shortText says that there is a text in a value that cannot be hidden.
func shortText(v cty.Value) bool {
	short := false
	_ = cty.Walk(v, func(_ cty.Path, e cty.Value) (bool, error) {
		if e.IsKnown() && !e.IsNull() && e.Type() == cty.String {
			n := visibleBytes(e.AsString())
			short = short || e.AsString() != "" && n < minSecret
		}
		return true, nil
	})
	return short
}

// visibleBytes is how much of a text shows: the fields of a pattern do not.
func visibleBytes(text string) int {
	parts, faults := parsePattern(text, patternFields)
	if len(faults) > 0 {
		return len(text)
	}
	n := 0
	for _, part := range parts {
		n += len(part.Text)
	}
	return n
}

// public refuses an address that is computed from a sensitive value: brokers,
// manifests and whoever reads a topic know it by its name.
func (b *body) public(name string) bool {
	if a := b.args[name]; a != nil && b.d.secretive[a.Expr] {
		b.refuse(name, "Sensitive value", "Topics and brokers are known to everybody by their names, which cannot be sensitive.")
		return false
	}
	return true
}

// computedFromSecret says that the argument at a place is.
func (d *decoder) computedFromSecret(at hcl.Range) bool {
	for e := range d.secretive {
		if r := e.Range(); r.Filename == at.Filename && r.Start.Byte <= at.Start.Byte && at.End.Byte <= r.End.Byte {
			return true
		}
	}
	return false
}

// readsSecret says that an expression names something sensitive.
func readsSecret(e hclsyntax.Expression, context *hcl.EvalContext) bool {
	for _, t := range e.Variables() {
		for ; len(t) > 0; t = t[:len(t)-1] {
			v, diags := t.TraverseAbs(context)
			if diags.HasErrors() {
				continue // of that which it looks into: local.list of local.list[7]
			}
			if v.ContainsMarked() {
				return true
			}
			break
		}
	}
	return false
}

// hideValue notes all texts in a value.
func (f *Files) hideValue(v cty.Value) { eachText(v, f.hide) }

// secretKey is a key in an expression's objects that is computed from something
// sensitive; nil when there is none.
func secretKey(e hclsyntax.Expression, context *hcl.EvalContext) hclsyntax.Expression {
	var found hclsyntax.Expression
	_ = hclsyntax.VisitAll(e, func(n hclsyntax.Node) hcl.Diagnostics {
		switch n := n.(type) {
		case *hclsyntax.ObjectConsExpr:
			for _, item := range n.Items {
				if found == nil && readsSecret(item.KeyExpr, context) {
					found = item.KeyExpr
				}
			}
		case *hclsyntax.ForExpr:
			if found == nil && n.KeyExpr != nil && (readsSecret(n.KeyExpr, context) || reads(n.KeyExpr, n.ValVar) && readsSecret(n.CollExpr, context)) {
				found = n.KeyExpr
			}
		}
		return nil
	})
	return found
}

func reads(e hclsyntax.Expression, name string) bool {
	return slices.ContainsFunc(e.Variables(), func(t hcl.Traversal) bool { return t.RootName() == name })
}

// eachText goes over the texts in a value.
func eachText(v cty.Value, do func(string)) {
	_ = cty.Walk(v, func(_ cty.Path, v cty.Value) (bool, error) {
		if v.IsKnown() && !v.IsNull() && v.Type() == cty.String {
			do(v.AsString())
		}
		return true, nil
	})
}

// hide notes a text, in the forms in which it may be printed: as it is, in
// quotes, in JSON, line by line, in one line, cut to a message's length, and what
// stands between the fields when it is a pattern.
func (f *Files) hide(text string) {
	forms := append(strings.Split(text, "\n"), text)
	parts, _ := parsePattern(text, patternFields)
	for _, part := range parts {
		forms = append(forms, part.Text)
	}
	forms = append(forms, strings.Join(strings.Fields(text), " "))
	for _, form := range slices.Clone(forms) {
		inJSON, _ := json.Marshal(form) // a text can always be written
		quoted := strconv.Quote(form)
		forms = append(forms, string(inJSON[1:len(inJSON)-1]), quoted[1:len(quoted)-1],
			strings.ReplaceAll(form, "'", `'\''`)) // as a command line has it
		if short := clip(form); short != form {
			forms = append(forms, strings.TrimSuffix(short, "…"))
		}
	}
	for _, form := range forms {
		if form = strings.TrimSpace(form); len(form) >= minSecret && !slices.Contains(f.secrets, form) {
			f.secrets = append(f.secrets, form)
		}
	}
	slices.SortFunc(f.secrets, func(a, b string) int { return cmp.Or(len(b)-len(a), cmp.Compare(a, b)) })
}

// hidePattern notes what a variable's text makes as a pattern, where its fields
// leave pieces of it that are too short to be hidden each by itself.
func (f *Files) hidePattern(text string) {
	parts, faults := parsePattern(text, patternFields)
	for len(parts) > 0 && parts[0].Field != "" {
		parts = parts[1:]
	}
	for len(parts) > 0 && parts[len(parts)-1].Field != "" {
		parts = parts[:len(parts)-1]
	}
	form, short := "^", false
	for _, part := range parts {
		if part.Field != "" {
			form += anyField
			continue
		}
		short = short || len(part.Text) < minSecret
		form += regexp.QuoteMeta(part.Text)
	}
	if len(faults) > 0 || !short || len(parts) < 2 {
		return
	}
	made, err := regexp.Compile(form)
	if err != nil { // too large: a pattern of so many parts is refused
		return
	}
	f.made = append(f.made, secretPattern{parts[0].Text, made})
}

// anyField is what may stand in the place of a field.
const anyField = `[^\n]{0,200}?`

// A secretPattern is what a secret makes when it is a pattern.
type secretPattern struct {
	first string // what it begins with
	form  *regexp.Regexp
}

// conceal notes where a secret stands in a file: its text is hidden, and the
// whole argument is left out by Concealed. Without an argument there is but the
// name of a value, which is none.
func (f *Files) conceal(value, argument hcl.Range) {
	if argument.Empty() {
		return
	}
	f.coverRange(value)
	f.hide(string(f.slice(value)))
	f.concealed = append(f.concealed, argument)
}

// secretAt is the length of the longest secret that a text begins with, 0 when
// there is none.
func (f *Files) secretAt(text []byte) int {
	longest := 0
	for _, s := range f.secrets {
		if len(text) >= len(s) && string(text[:len(s)]) == s {
			longest = len(s)
			break
		}
	}
	for _, p := range f.made {
		if len(text) >= len(p.first) && string(text[:len(p.first)]) == p.first {
			longest = max(longest, len(p.form.Find(text)))
		}
	}
	return longest
}

// Redact is a text with (sensitive) in the place of each sensitive value. What
// prints values of a scenario passes them through it. JSON stays JSON: of it only
// texts are looked into, since no number is a secret.
func (f *Files) Redact(text []byte) []byte {
	if f == nil || len(f.secrets) == 0 {
		return text
	}
	if isJSON(text) {
		return f.redactJSON(text)
	}
	redacted, _, _ := f.redact(text, nil, 0, 0)
	return redacted
}

// isJSON says that a text is objects and lists of JSON, and nothing else.
func isJSON(text []byte) bool {
	text = bytes.TrimSpace(text)
	if len(text) == 0 || text[0] != '{' && text[0] != '[' {
		return false
	}
	for in := json.NewDecoder(bytes.NewReader(text)); ; {
		var value json.RawMessage
		if err := in.Decode(&value); err != nil {
			return errors.Is(err, io.EOF)
		}
	}
}

// redactJSON is valid JSON with (sensitive) in its texts.
func (f *Files) redactJSON(text []byte) []byte {
	var out bytes.Buffer
	for {
		begin := bytes.IndexByte(text, '"')
		if begin < 0 {
			out.Write(text)
			return out.Bytes()
		}
		end := begin + 1
		for ; text[end] != '"'; end++ {
			if text[end] == '\\' {
				end++
			}
		}
		out.Write(text[:begin])
		out.Write(f.redactQuoted(text[begin : end+1]))
		text = text[end+1:]
	}
}

// redactQuoted is one text in JSON, byte by byte as it was when nothing in it is
// secret.
func (f *Files) redactQuoted(quoted []byte) []byte {
	var plain string
	if err := json.Unmarshal(quoted, &plain); err != nil {
		return quoted // no text of JSON that Go wrote or called valid
	}
	shown, _, _ := f.redact([]byte(plain), nil, 0, 0)
	if string(shown) == plain {
		return quoted
	}
	var again bytes.Buffer
	in := json.NewEncoder(&again)
	in.SetEscapeHTML(false)
	_ = in.Encode(string(shown)) // a text can always be written
	return bytes.TrimSuffix(again.Bytes(), []byte("\n"))
}

func (f *Files) redacted(text string) string { return string(f.Redact([]byte(text))) }

// redact moves a range of the text along; one that ends inside a secret is
// widened to all of it. What is covered is not shown either.
func (f *Files) redact(text []byte, covers []cover, from, to int) ([]byte, int, int) {
	if f == nil || len(f.secrets) == 0 && len(covers) == 0 {
		return text, from, to
	}
	var out bytes.Buffer
	first, last := -1, -1
	for i := 0; i < len(text); {
		step, shown := 1, text[i:i+1]
		n := f.secretAt(text[i:])
		for len(covers) > 0 && covers[0].from <= i+n { // it may begin inside of a secret
			n, covers = max(n, covers[0].to-i), covers[1:]
		}
		if n > 0 {
			step, shown = n, []byte(secretShown)
		}
		if first < 0 && i+step > from {
			first = out.Len()
		}
		out.Write(shown)
		if i < to {
			last = out.Len()
		}
		i += step
	}
	if first < 0 {
		first = out.Len()
	}
	return out.Bytes(), first, max(first, last)
}

// Concealed is a source with blanks in the place of the arguments that give
// sensitive variables their values, for whoever keeps it.
func (f *Files) Concealed(s Source) []byte {
	text := bytes.Clone(s.Text)
	for _, r := range f.concealed {
		if writtenName(r.Filename) != s.Name || r.End.Byte > len(text) {
			continue
		}
		for i := r.Start.Byte; i < r.End.Byte; i++ {
			if text[i] != '\n' {
				text[i] = ' '
			}
		}
	}
	return text
}
