package schema

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// Ids are patterns of literals, n and index; a duplicate is found without
// writing out the ids of a fleet. Take an id and put # for each run of digits:
// all ids of a group have the same such shape, since n and index are numbers.
//
//	A-3-101-V2-{n:03}  →  A-#-#-V#-#  with the runs 3, 101, 2, {n:03}
//
// Two groups of different shapes share no id, and neither do two of one shape
// when a run that both write as a literal differs. Only what is left then is
// written out. Inside a group ids are distinct as soon as a field is left: n and
// index grow together, so of two devices either the lengths or the digits differ.

// run stands for digits in a shape. Ids are UTF-8, which never holds this byte.
const run = 0xff

// An idShape is what all ids of a group have in common.
type idShape struct {
	text     string   // with the byte run for each run of digits
	runs     []string // literal digits; empty where a field is part of the run
	variable []bool
}

// shapeOf puts run for runs of digits and fields.
func shapeOf(p Pattern) idShape {
	var s idShape
	var text, digits strings.Builder
	open, field := false, false
	end := func() {
		if open {
			s.runs, s.variable = append(s.runs, digits.String()), append(s.variable, field)
			if field {
				s.runs[len(s.runs)-1] = ""
			}
			text.WriteByte(run)
			digits.Reset()
			open, field = false, false
		}
	}
	for _, part := range p.Parts {
		if part.Field != "" {
			open, field = true, true
			continue
		}
		for _, r := range part.Text {
			switch {
			case r >= '0' && r <= '9':
				open = true
				digits.WriteRune(r)
			default:
				end()
				text.WriteRune(r)
			}
		}
	}
	end()
	s.text = text.String()
	return s
}

// key tells groups apart that cannot share an id: the shape, and those runs
// that are literal in every group of the shape.
func (s idShape) key(shared []bool) string {
	var b strings.Builder
	b.WriteString(s.text)
	for i, digits := range s.runs {
		if shared[i] {
			b.WriteByte(run)
			b.WriteString(digits)
		}
	}
	return b.String()
}

// checkIDs reports ids that two devices share.
func (d *decoder) checkIDs() {
	groups := d.scenario.Groups
	shapes := make([]idShape, len(groups))
	literal := map[string][]bool{} // by shape: runs that no group varies
	for i := range groups {
		g := &groups[i]
		shapes[i] = shapeOf(g.ID)
		if g.Count > 1 && !g.ID.has("n") && !g.ID.has("index") {
			d.errorf(g.ID.Range, "Duplicate id",
				"All %d devices of the block would be called %q. Add {n} or {index}: \"%s-{n:03}\".", g.Count, g.ID.constant(), g.ID.constant())
			return
		}
		all, ok := literal[shapes[i].text]
		if !ok {
			all = slices.Repeat([]bool{true}, len(shapes[i].runs))
			literal[shapes[i].text] = all
		}
		for j, varies := range shapes[i].variable {
			all[j] = all[j] && !varies
		}
	}
	together := map[string][]int{}
	for i, s := range shapes {
		key := s.key(literal[s.text])
		together[key] = append(together[key], i)
	}
	d.checkSuspects(together)
}

// checkSuspects goes through groups that may share ids, in the files' order.
func (d *decoder) checkSuspects(together map[string][]int) {
	var suspects [][]int
	for _, members := range together {
		if len(members) > 1 && !d.indexed(members) {
			suspects = append(suspects, members)
		}
	}
	slices.SortFunc(suspects, func(a, b []int) int { return cmp.Compare(a[0], b[0]) })
	for _, members := range suspects {
		if d.reportShared(members) {
			return
		}
	}
}

// indexed says that the groups have the same pattern with {index} as its only
// field: each device of the fleet has an index of its own.
func (d *decoder) indexed(members []int) bool {
	first := d.scenario.Groups[members[0]].ID
	if !first.has("index") || first.has("n") {
		return false
	}
	for _, m := range members[1:] {
		if !slices.Equal(d.scenario.Groups[m].ID.Parts, first.Parts) {
			return false
		}
	}
	return true
}

// reportShared writes the ids out and reports the first that comes twice.
func (d *decoder) reportShared(members []int) bool {
	seen := map[string]int{}
	var id []byte
	for _, m := range members {
		g := &d.scenario.Groups[m]
		for n := int64(1); n <= g.Count; n++ {
			id = g.appendID(id[:0], n)
			other, twice := seen[string(id)]
			if !twice {
				seen[string(id)] = m
				continue
			}
			o := &d.scenario.Groups[other]
			d.errorf(g.ID.Range, "Duplicate id",
				"Two devices would be called %q: one in %s, one in %s. Add a field that tells them apart, such as {building}, {room} or {devices}.", id, o.address(), g.address())
			return true
		}
	}
	return false
}

// appendID appends the id of the group's device n, counted from 1.
func (g *Group) appendID(dst []byte, n int64) []byte {
	for _, part := range g.ID.Parts {
		switch part.Field {
		case "n":
			dst = AppendPadded(dst, n, part.Width)
		case "index":
			dst = AppendPadded(dst, g.First+n-1, part.Width)
		default:
			dst = append(dst, part.Text...)
		}
	}
	return dst
}

// AppendPadded appends a number with zeros in front, to at least width digits.
// The sign does not count.
func AppendPadded(dst []byte, n int64, width int) []byte {
	if n < 0 {
		dst, n = append(dst, '-'), -n
	}
	digits := 1
	for m := n; m >= 10; m /= 10 {
		digits++
	}
	for ; digits < width; digits++ {
		dst = append(dst, '0')
	}
	return strconv.AppendInt(dst, n, 10)
}

// address is the group's place in a sentence: A栋/3/101/IOT-SENSOR-V2.
func (g *Group) address() string {
	var parts []string
	if g.HasBuilding {
		parts = append(parts, g.Building)
	}
	if g.Floor != nil {
		parts = append(parts, strconv.FormatInt(*g.Floor, 10))
	}
	if g.HasRoom {
		parts = append(parts, g.Room)
	}
	return strings.Join(append(parts, g.Label), "/")
}
