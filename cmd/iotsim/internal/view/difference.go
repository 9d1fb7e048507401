package view

import (
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/difference"
)

// diffFormat names the form of diff --json.
const diffFormat = "iotsim/diff/1"

// A DiffSide is what is compared, as it was named.
type DiffSide struct {
	Path     string `json:"path"`
	Flags    string `json:"flags,omitempty"`
	Scenario string `json:"scenario"`
	Digest   string `json:"digest"`
	plan     *engine.Plan
}

// NewDiffSide is a plan under the name that it was given.
func NewDiffSide(path string, p *engine.Plan) DiffSide {
	return DiffSide{Path: path, Scenario: p.Scenario, Digest: p.Digest, plan: p}
}

// A Difference is two plans and what changes between them.
type Difference struct {
	A, B       DiffSide
	Difference *difference.Difference
	AtA, AtB   func(t int64) engine.State // what the plans want at an instant
	Color      bool
}

// A DiffDocument is a difference as JSON.
type DiffDocument struct {
	Format string   `json:"format"`
	A      DiffSide `json:"a"`
	B      DiffSide `json:"b"`
	*difference.Difference
}

// Document is the difference as JSON.
func (d *Difference) Document() DiffDocument { return DiffDocument{diffFormat, d.A, d.B, d.Difference} }

// How much of a difference is shown: the rest is in its JSON.
const (
	shownChanges = 60
	shownMembers = 10
	shownRows    = 20
)

// PrintDifference prints a difference as text.
func PrintDifference(w io.Writer, d Difference) {
	v := &diffView{Difference: d, w: w}
	v.sides()
	if d.Difference.Equal {
		fmt.Fprintln(w, "\nNo difference: both are the same plan.")
		return
	}
	v.totals()
	v.changes()
	v.phases()
	v.faults()
	v.topics()
	v.position()
}

// A diffView is a difference on its way to a terminal.
type diffView struct {
	Difference
	w io.Writer
}

// Signs of changes, as terraform has them.
var signs = map[difference.What]struct{ sign, color string }{
	difference.Added:   {"+", "\x1b[32m"},
	difference.Removed: {"-", "\x1b[31m"},
	difference.Changed: {"~", "\x1b[33m"},
}

const (
	bold  = "\x1b[1m"
	faint = "\x1b[2m"
	plain = "\x1b[0m"
)

// paint colours a text on a terminal.
func (v *diffView) paint(color, text string) string {
	if !v.Color || text == "" {
		return text
	}
	return color + text + plain
}

func (v *diffView) sides() {
	t := newTable("lll")
	t.row("A", v.A.name(), "plan "+v.A.Digest[:12])
	t.row("B", v.B.name(), "plan "+v.B.Digest[:12])
	t.print(v.w)
}

func (s *DiffSide) name() string { return clip(strings.TrimSpace(s.Path+" "+s.Flags), 70) }

// totals are the counts that differ, with devices and records in any case.
func (v *diffView) totals() {
	t := newTable("lrrr", "Totals", "A", "B", "")
	for _, x := range v.Difference.Difference.Totals {
		name, write := x.Name, count
		switch x.Name {
		case "duration":
			name, write = "lasts", func(n int64) string { return Duration(time.Duration(n)) }
		case "peak_milli":
			name, write = "peak records/s", func(n int64) string { return Rate(float64(n) / 1000) }
		case "bytes":
			name, write = "bytes, about", Bytes
		case "largest":
			name, write = "largest record", Bytes
		}
		if a, b := write(x.A), write(x.B); a != b || name == "devices" || name == "records" {
			t.row(name, a, b, gain(x.A, x.B))
		}
	}
	fmt.Fprintln(v.w)
	t.print(v.w)
	if v.Difference.Difference.Same {
		fmt.Fprintln(v.w, "\n  The records stay as they are: only how or where they are sent, or what is expected, changes.")
	}
}

// gain is how much more there is, in per cent.
func gain(a, b int64) string {
	switch {
	case a == b:
		return "same"
	case a == 0:
		return "new"
	case b == 0:
		return "gone"
	}
	percent := 100 * (float64(b) - float64(a)) / float64(a)
	switch {
	case percent >= 1000:
		return fmt.Sprintf("×%.0f", float64(b)/float64(a))
	case percent > -0.05 && percent < 0.05:
		return fmt.Sprintf("%+d", b-a)
	}
	return fmt.Sprintf("%+.1f%%", percent)
}

func (v *diffView) changes() {
	all := v.Difference.Difference.Changes
	if len(all) == 0 {
		return
	}
	fmt.Fprintf(v.w, "\n  %s\n", v.paint(bold, "Changes"))
	for i := range all {
		if i == shownChanges {
			fmt.Fprintf(v.w, "\n  … and %s more: --json lists all.\n", Plural(int64(len(all)-i), "change", "changes"))
			break
		}
		v.change(&all[i])
	}
}

// change is a block: its sign and name, where it is written, then what it says.
func (v *diffView) change(c *difference.Change) {
	s := signs[c.What]
	fmt.Fprintf(v.w, "  %s %s\n", v.paint(s.color, s.sign+" "+strings.TrimSpace(c.Kind+" "+c.Name)), v.paint(faint, written(c.A, c.B)))
	t := newTable("lll")
	for i, m := range c.Members {
		if c.What == difference.Removed {
			break // what is gone is told by its name
		}
		if i == shownMembers {
			t.row("  …", count(int64(len(c.Members)-i))+" more")
			break
		}
		t.row("    "+m.Name, v.fromTo(m, c.What))
	}
	if p := c.Places; p != nil {
		t.row("    in", v.places(p))
	}
	t.print(v.w)
}

// written is where a block stands on both sides, or on the only one.
func written(a, b string) string {
	switch {
	case a == "" || a == b:
		return b
	case b == "":
		return a
	}
	return a + " → " + b
}

func (v *diffView) fromTo(m difference.Member, what difference.What) string {
	a, b := around(m.A, m.B)
	if what == difference.Added {
		return v.paint(signs[what].color, b)
	}
	if a == "" {
		a = "(not set)"
	}
	if b == "" {
		b = "(not set)"
	}
	return v.paint(signs[difference.Removed].color, a) + " → " + v.paint(signs[difference.Added].color, b)
}

// places are where a devices block stands, and how many devices that is.
func (v *diffView) places(p *difference.Places) string {
	s := strings.Join(p.Names, ", ")
	if more := p.Count - int64(len(p.Names)); more > 0 {
		s += " and " + Plural(more, "more place", "more places")
	}
	if a, b := p.Devices[0], p.Devices[1]; a == b || a == 0 || b == 0 {
		return s + ": " + Plural(max(a, b), "device", "devices")
	}
	return s + ": " + count(p.Devices[0]) + " → " + Plural(p.Devices[1], "device", "devices")
}

// phases are those that send otherwise, with both rates on one scale.
func (v *diffView) phases() {
	t := newTable("lrrrll", "Phases", "A", "B", "", "records/s A", "records/s B")
	top := max(float64(v.A.plan.Peak), float64(v.B.plan.Peak))
	left := 0
	for _, p := range v.Difference.Difference.Phases {
		var a, b string
		if p.A != nil {
			a = rates(&v.A.plan.Phases[*p.A], v.AtA, top)
		}
		if p.B != nil {
			b = rates(&v.B.plan.Phases[*p.B], v.AtB, top)
		}
		if a == b && p.Records[0] == p.Records[1] {
			continue
		}
		if len(t.rows) > shownRows {
			left++
			continue
		}
		more := gain(p.Records[0], p.Records[1])
		switch {
		case p.A == nil:
			more = "new"
		case p.B == nil:
			more = "gone"
		}
		t.row(p.Name, existing(p.A != nil, p.Records[0]), existing(p.B != nil, p.Records[1]), more, a, b)
	}
	v.table(t, left)
}

func existing(exists bool, n int64) string {
	if !exists {
		return "–"
	}
	return count(n)
}

// rates draws what a phase wants to be sent.
func rates(p *engine.Phase, at func(int64) engine.State, top float64) string {
	var values []float64
	for i := range int64(cells) {
		values = append(values, at(p.Start+(p.End-p.Start)/(2*cells)*(2*i+1)).Rate)
	}
	return spark(values, top)
}

// table prints rows under their titles, and how many are left out; nothing where
// there are none.
func (v *diffView) table(t *table, left int) {
	if len(t.rows) < 2 {
		return
	}
	fmt.Fprintln(v.w)
	t.print(v.w)
	if left > 0 {
		fmt.Fprintf(v.w, "  … and %s more: --json lists all.\n", count(int64(left)))
	}
}

func (v *diffView) faults() {
	t := newTable("lrrr", "Faults hit", "A", "B", "")
	left := 0
	for _, f := range v.Difference.Difference.Faults {
		switch {
		case f.Hit[0] == f.Hit[1]:
		case len(t.rows) > shownRows:
			left++
		default:
			t.row(f.Name, count(f.Hit[0]), count(f.Hit[1]), gain(f.Hit[0], f.Hit[1]))
		}
	}
	v.table(t, left)
}

func (v *diffView) topics() {
	t := newTable("lrrr", "Topics", "A", "B", "")
	left := 0
	for _, x := range v.Difference.Difference.Topics {
		switch {
		case x.A == x.B:
		case len(t.rows) > shownRows:
			left++
		default:
			t.row(x.Name, count(x.A), count(x.B), gain(x.A, x.B))
		}
	}
	v.table(t, left)
}

// position is what moved because others came, went or stand elsewhere.
func (v *diffView) position() {
	all := v.Difference.Difference.Position
	if len(all) == 0 {
		return
	}
	fmt.Fprintf(v.w, "\n  %s\n", v.paint(bold, "Depends on position, so it changes too"))
	for i, m := range all {
		if i == shownRows {
			fmt.Fprintf(v.w, "  … and %s more: --json lists all.\n", count(int64(len(all)-i)))
			break
		}
		devices := ""
		if m.Devices > 0 {
			devices = " of " + Plural(m.Devices, "device", "devices")
		}
		fmt.Fprintf(v.w, "  %s%s %s\n      %s\n", v.paint(signs[difference.Changed].color, "! "+m.Name), devices, v.paint(faint, m.At), m.Detail)
	}
}

// longest is what a text on either side of an arrow may take.
const longest = 72

// around is two texts, of long ones what stands around their first difference.
func around(a, b string) (string, string) {
	at := 0
	for at < min(len(a), len(b)) && a[at] == b[at] {
		at++
	}
	return window(a, at), window(b, at)
}

func window(text string, at int) string {
	if utf8.RuneCountInString(text) <= longest {
		return text
	}
	from := max(0, at-longest/3)
	for from > 0 && !utf8.RuneStart(text[from]) {
		from--
	}
	cut := clip(text[from:], longest)
	if from > 0 {
		cut = "…" + cut
	}
	return cut
}

// clip is a text of so many characters at most.
func clip(text string, most int) string {
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	return string(runes[:most]) + "…"
}
