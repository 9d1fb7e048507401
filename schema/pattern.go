package schema

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// patternFields are all fields of a pattern; each place in the language knows
// some of them.
var patternFields = []string{"building", "floor", "room", "devices", "model", "n", "index", "key", "id"}

// Fields of patterns by where they stand.
var (
	idFields     = []string{"building", "floor", "room", "devices", "model", "n", "index", "key"}
	deviceFields = []string{"building", "floor", "room", "devices", "model", "n", "index", "id"}
)

// A patternError is a fault in a pattern, at runes [from, to) of it.
type patternError struct {
	from, to        int
	summary, detail string
}

// maxWidth bounds the zeros that a number is padded with.
const maxWidth = 20

// parsePattern splits text into literals and fields. {{ and }} are braces.
func parsePattern(text string, fields []string) ([]PatternPart, []patternError) {
	var parts []PatternPart
	var faults []patternError
	var plain strings.Builder
	flush := func() {
		if plain.Len() > 0 {
			parts = append(parts, PatternPart{Text: plain.String()})
			plain.Reset()
		}
	}
	for i, at := 0, 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if r != '{' && r != '}' || strings.HasPrefix(text[i:], "{{") || strings.HasPrefix(text[i:], "}}") {
			plain.WriteRune(r)
			i, at = i+size, at+1
			if r == '{' || r == '}' {
				i, at = i+1, at+1
			}
			continue
		}
		inside, _, closed := strings.Cut(text[i+1:], "}")
		runes := utf8.RuneCountInString(inside)
		if r == '}' || !closed {
			faults = append(faults, patternError{at, at + 1, "Unpaired brace", "A field is written {name}; a brace itself is written twice, {{ or }}."})
			break
		}
		part, fault := parseField(inside, fields)
		if fault != nil {
			fault.from, fault.to = at, at+runes+2
			faults = append(faults, *fault)
		}
		flush()
		parts = append(parts, part)
		i, at = i+len(inside)+2, at+runes+2
	}
	flush()
	if len(parts) > maxPatternParts {
		faults = append(faults, patternError{0, utf8.RuneCountInString(text), "Pattern too long", fmt.Sprintf("A pattern has at most %d parts.", maxPatternParts)})
	}
	return parts, faults
}

// otherFields are fields as authors may call them.
var otherFields = map[string]string{
	"number": "n", "count": "n", "i": "n", "no": "n", "ordinal": "n", "each": "key", "value": "key",
	"device": "id", "device_id": "id", "label": "devices",
	"device.id": "id", "device.n": "n", "device.index": "index", "device.model": "model",
	"device.building": "building", "device.floor": "floor", "device.room": "room",
}

// parseField reads what stands between the braces: floor or floor:02.
func parseField(inside string, fields []string) (PatternPart, *patternError) {
	name, format, formatted := strings.Cut(inside, ":")
	part := PatternPart{Field: name}
	if !slices.Contains(fields, name) {
		detail := fmt.Sprintf("There is no field {%s} here. %s", clip(name), suggestion(name, fields))
		if field := meantField(name, "each"); field != "" && field != name && slices.Contains(fields, field) {
			detail = fmt.Sprintf("There is no field {%s}. Write {%s}.", clip(name), field)
		} else if field, ok := otherFields[name]; ok && slices.Contains(fields, field) {
			detail = fmt.Sprintf("There is no field {%s}. Write {%s}.", name, field)
		}
		if slices.Contains(patternFields, name) {
			detail = fmt.Sprintf("{%s} is not known here. Known are %s.", name, list(fields, "and"))
		}
		return part, &patternError{summary: "Unknown pattern field", detail: detail}
	}
	if !formatted {
		return part, nil
	}
	digits, padded := strings.CutPrefix(format, "0")
	width, err := strconv.Atoi(digits)
	if err != nil || !padded || width < 1 || width > maxWidth {
		return part, &patternError{summary: "Invalid pattern width", detail: fmt.Sprintf("A width is a zero and the number of digits, at most %d: {%s:03}.", maxWidth, name)}
	}
	if name != "n" && name != "index" && name != "floor" {
		return part, &patternError{summary: "Invalid pattern width", detail: fmt.Sprintf("{%s} is a text; only n, index and floor are padded with zeros.", name)}
	}
	part.Width = width
	return part, nil
}

// pattern reads a text with per-device fields.
func (b *body) pattern(name string, fields []string) (Pattern, bool) {
	text, ok := b.text(name)
	if !ok {
		return Pattern{}, false
	}
	return b.d.patternOf(text, fields, b.rangeOf(name), b.literal(b.args[name]))
}

// literal is how to find where an argument's characters stand, once needed.
func (b *body) literal(a *hclsyntax.Attribute) func() (*literal, bool) {
	return func() (*literal, bool) { return literalOf(b.d.files, a.Expr) }
}

// patternOf parses a pattern and reports its faults where they stand: all is
// the range of the whole, written its characters.
func (d *decoder) patternOf(text string, fields []string, all hcl.Range, written func() (*literal, bool)) (Pattern, bool) {
	parts, faults := parsePattern(text, fields)
	for _, f := range faults {
		at := all
		if lit, ok := written(); ok && lit.text == text {
			at = lit.span(f.from, f.to)
		}
		if d.computedFromSecret(all) {
			f.detail = SecretDetail
		}
		d.errorf(at, f.summary, "%s", f.detail)
	}
	return Pattern{Parts: parts, Range: all}, len(faults) == 0
}

// has says that a field stands in the pattern.
func (p Pattern) has(field string) bool {
	return slices.ContainsFunc(p.Parts, func(part PatternPart) bool { return part.Field == field })
}

// fold replaces the fields that values holds by their text and joins literals
// that meet. A field without a value is left as it is.
func (p Pattern) fold(value func(part PatternPart) (string, bool)) Pattern {
	folded := Pattern{Range: p.Range}
	for _, part := range p.Parts {
		text, known := part.Text, part.Field == ""
		if !known {
			text, known = value(part)
		}
		last := len(folded.Parts) - 1
		switch {
		case !known:
			folded.Parts = append(folded.Parts, part)
		case last >= 0 && folded.Parts[last].Field == "":
			folded.Parts[last].Text += text
		default:
			folded.Parts = append(folded.Parts, PatternPart{Text: text})
		}
	}
	return folded
}

// padded is a number with zeros in front.
func padded(n int64, width int) string { return string(AppendPadded(nil, n, width)) }
