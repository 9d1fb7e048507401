package schema

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// maxReworded is how much of a line is looked at before and after a fault: labels
// and numbers are short, and a hostile line is not read again for each of its faults.
const maxReworded = 300

// reword says in our words what HCL's parser cannot know of: units without
// quotes, and templates in labels. text is the piece that begins at an offset.
func reword(d *hcl.Diagnostic, text []byte, from hcl.Pos) {
	if d.Subject == nil {
		return
	}
	at := d.Subject.Start.Byte - from.Byte
	if at < 0 || at > len(text) {
		return
	}
	line := text[bytes.LastIndexByte(text[:at], '\n')+1 : at]
	rest, _, _ := bytes.Cut(text[at:], []byte("\n"))
	line, rest = line[max(0, len(line)-maxReworded):], rest[:min(len(rest), maxReworded)]
	switch {
	case d.Summary == "Invalid string literal" && strings.HasPrefix(d.Detail, "Template sequences"):
		rewordLabel(d, append(slices.Clone(line), rest...))
	case d.Summary == "Invalid multi-line string":
		d.Detail = "The quote that opens this text is not closed in its line. Write the closing quote at its end."
	case rewordQuotes(d, line, rest):
	case d.Summary == "Invalid single-argument block definition":
		d.Detail = "A block on one line holds one argument and its closing brace. Write each argument on a line of its own, and the brace on the last."
	case d.Summary == "Invalid expression", d.Summary == "Missing newline after argument":
		rewordUnit(d, line, rest)
	}
}

// quotedBefore is an argument whose text has just been closed: its name, and the
// text from its first quote on.
var quotedBefore = regexp.MustCompile(`(?:^|[\s{])([a-z_]+)[ \t]*=[ \t]*("[^"\\]*")$`)

// quotedNumber is a number in quotes, perhaps with a unit.
var quotedNumber = regexp.MustCompile(`"[0-9][^"\pZ]*"`)

// rewordQuotes is for where = "device.model == "probe"": the quotes inside close
// the text. The rest of the line has a quote too, else nothing was meant to be
// inside.
func rewordQuotes(d *hcl.Diagnostic, line, rest []byte) bool {
	switch d.Summary {
	case "Missing newline after argument", "Invalid single-argument block definition":
	default:
		return false
	}
	m := quotedBefore.FindSubmatch(line)
	last := bytes.LastIndexByte(rest, '"')
	if m == nil || last < 0 {
		return false
	}
	name, inside := string(m[1]), string(m[2][1:])+string(rest[:last])
	quote, advice := `\"`, "A quote inside of a text is written with a backslash"
	if isExpression(name) {
		quote, advice = "'", "A text inside of an expression stands in single quotes"
	}
	d.Summary = "Quotes inside quotes"
	d.Detail = "The second double quote ends the text that the first one began. " + advice
	if quote == "'" && quotedNumber.MatchString(inside) {
		d.Detail += ", and a number without quotes."
		return true
	}
	if mended := fmt.Sprintf("%s = \"%s\"", name, strings.ReplaceAll(inside, `"`, quote)); len(mended) <= maxSuggestedBytes {
		d.Detail += ": write " + mended
	}
	d.Detail += "."
	return true
}

// isExpression says that an argument of a name is a quoted expression.
func isExpression(name string) bool {
	found := false
	walk(fileType, func(t *BlockType) {
		a, ok := t.argument(name)
		found = found || ok && a.Value == "expression"
	})
	return found
}

// numberBefore is a number at the end of a line's beginning, perhaps with a
// per cent sign behind it.
var (
	numberBefore = regexp.MustCompile(`(?:^|[^\pL_0-9."])([0-9]+(?:\.[0-9]+)?)([ \t]*%[ \t]*)?$`)
	unitAfter    = regexp.MustCompile(`^(?:[a-zµμ]+[0-9.]*)+(?:/[a-z]+)?`)
)

// rewordUnit is for 50%, 30s and 5x, which are texts.
func rewordUnit(d *hcl.Diagnostic, line, rest []byte) {
	m := numberBefore.FindSubmatch(line)
	if m == nil {
		return
	}
	value, kind := string(m[1])+"%", "A share"
	if m[2] == nil {
		value = string(m[1]) + string(unitAfter.Find(rest))
		if _, problem := parseDuration(value); problem == "" {
			kind = "A duration"
		} else if strings.HasSuffix(value, "x") {
			kind = "A multiple"
		} else {
			return
		}
	}
	d.Summary = "Quotes needed"
	d.Detail = fmt.Sprintf("%s is a text: write %q in quotes.", kind, value)
	start := d.Subject.Start
	back := len(m[1]) + len(m[2])
	start.Byte, start.Column = start.Byte-back, start.Column-back
	end := start
	end.Byte, end.Column = start.Byte+len(value), start.Column+len(value)
	d.Subject = &hcl.Range{Filename: d.Subject.Filename, Start: start, End: end}
}

// labelHead is the head of a block with a template in its label.
var (
	labelHead     = regexp.MustCompile(`^\s*([a-z_]+)[ \t]+"([^"]*)"`)
	labelTemplate = regexp.MustCompile(`\$\{\s*([^}]+?)\s*\}`)
)

// rewordLabel is for building "hall-${each.key}": a label is read before anything
// is computed, and a place's has fields.
func rewordLabel(d *hcl.Diagnostic, line []byte) {
	d.Summary = "Template in a label"
	d.Detail = "A label is read before anything is computed, so nothing can be put into it with a dollar sign."
	m := labelHead.FindSubmatch(line)
	if m == nil {
		return
	}
	kind, known := string(m[1]), true
	label := labelTemplate.ReplaceAllStringFunc(string(m[2]), func(template string) string {
		field := meantField(labelTemplate.FindStringSubmatch(template)[1], kind)
		known = known && field != ""
		return "{" + field + "}"
	})
	switch {
	case !slices.Contains(placeRoots, kind):
		d.Detail += " Of places it is a pattern; this is none."
	case known:
		d.Detail += fmt.Sprintf(" Of a place that repeats it has fields in braces: write %s %q.", kind, label)
	default:
		d.Detail += fmt.Sprintf(" Of a place that repeats it has fields in braces: write %s \"{key}\" with for_each, or %s \"{n}\" with count.", kind, kind)
	}
}

// plainLabel puts a name with a field in the place of templates, as long as they
// are, so that what stands in the block can be read. It ends with the line's
// number: two labels that were different are so still.
func plainLabel(p piece, at hcl.Pos) bool {
	from := at.Byte - p.at.Byte
	line, _, _ := bytes.Cut(p.text[from:], []byte("\n"))
	found := labelTemplate.FindAllIndex(line, -1)
	for _, place := range found {
		name := fmt.Appendf(nil, "{n}%0*d", place[1]-place[0], at.Line)
		copy(line[place[0]:place[1]], slices.Delete(name, 3, len(name)-(place[1]-place[0]-3)))
	}
	return len(found) > 0
}

// meantField is the field of a pattern that a name from HCL or Terraform means in
// the label of a kind of place, "" when there is none.
func meantField(name, kind string) string {
	root, member, _ := strings.Cut(name, ".")
	switch {
	case root == kind || root == "each" || root == "count" || root == "self":
		switch member {
		case "key", "value":
			return "key"
		case "index", "number":
			return "n"
		}
	case slices.Contains(placeRoots, root) && (member == "name" || member == "number" || member == "key"):
		return root
	case member == "" && slices.Contains(patternFields, root):
		return root
	}
	return ""
}

// perTime is an amount per time that stands without quotes, 1000/s, which reads
// as a division by something called s.
func (s *scope) perTime(e hclsyntax.Expression) bool {
	division, ok := e.(*hclsyntax.BinaryOpExpr)
	if !ok || division.Op != hclsyntax.OpDivide {
		return false
	}
	divisor := division.RHS
	if m, ok := divisor.(*measuredExpr); ok {
		divisor = m.Expression
	}
	unit, ok := divisor.(*hclsyntax.ScopeTraversalExpr)
	if !ok || len(unit.Traversal) != 1 || len(division.LHS.Variables()) > 0 {
		return false
	}
	if _, name := unitOf(unit.Traversal.RootName()); name != unit.Traversal.RootName() {
		return false
	}
	text := strings.ReplaceAll(string(s.d.files.slice(e.Range())), " ", "")
	s.d.errorf(e.Range(), "Quotes needed", "An amount per time is a text: write %q in quotes.", text)
	return true
}
