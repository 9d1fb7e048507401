package engine

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/iotsim/iotsim/schema"
)

// A whereCheck holds the conditions of faults against the places that there are.
type whereCheck struct {
	program *Program
	names   map[string]*placeNames // by attribute, made when one is first compared
	tags    *placeNames            // names of tags, made when one is first read
	warned  int
}

// maxMisplaced is after how many warnings no more names are looked up: there may be
// as many conditions as places.
const maxMisplaced = 50

// maxAttributes is of how many attributes the names are collected, each from the
// whole fleet: conditions may name as many tags as there are.
const maxAttributes = 100

// check warns of conditions that name a building, floor or room in which no
// device is: nearly always a misspelt name, and the fault would quietly do nothing.
func (w *whereCheck) check(f *fault) hcl.Diagnostics {
	if f.selector == nil {
		return nil
	}
	diags := w.checkTags(f)
	for _, c := range f.selector.Compared {
		name := c.Text
		if c.Attribute == "floor" {
			name = strconv.FormatFloat(c.Number, 'f', -1, 64)
		}
		known, ok := w.names[c.Attribute]
		if !ok && len(w.names) < maxAttributes {
			known = w.program.placesOf(c.Attribute)
			w.names[c.Attribute] = known
		}
		if known == nil || known.has[name] || name == "" || w.warned == maxMisplaced {
			continue
		}
		w.warned++
		if tag, ok := strings.CutPrefix(c.Attribute, tagPrefix); ok {
			if len(known.list) > 0 { // else nobody has the tag at all, which is said
				diags = append(diags, diagnostic(hcl.DiagWarning, c.Range, "No such tag", "No device of this scenario has a tag %s that is %q.%s%s", tag, name, known.suggest(name), selectsNothing(f))...)
			}
			continue
		}
		diags = append(diags, diagnostic(hcl.DiagWarning, c.Range, "No such place", "No device of this scenario is %s %q.%s%s", placed[c.Attribute], name, known.suggest(name), selectsNothing(f))...)
	}
	return diags
}

// checkTags warns of tags that no device has.
func (w *whereCheck) checkTags(f *fault) hcl.Diagnostics {
	var diags hcl.Diagnostics
	for _, tag := range slices.Sorted(maps.Keys(f.selector.Tags)) {
		if w.tags == nil {
			w.tags = &placeNames{has: map[string]bool{}, list: tagNames(w.program.plan.Groups)()}
			for _, name := range w.tags.list {
				w.tags.has[name] = true
			}
		}
		if w.tags.has[tag] || w.warned == maxMisplaced {
			continue
		}
		w.warned++
		suggestion := w.tags.suggest(tag)
		if suggestion == "" {
			suggestion = " Write tags = { " + tag + " = \"…\" } in a model, a place or devices."
		}
		diags = append(diags, diagnostic(hcl.DiagWarning, f.selector.Tags[tag], "No such tag", "No device of this scenario has a tag %q.%s%s", tag, suggestion, selectsNothing(f))...)
	}
	return diags
}

// selectsNothing ends a warning about a condition that nobody meets. It begins with
// a space.
func selectsNothing(f *fault) string {
	if f.Selected > 0 {
		return ""
	}
	return fmt.Sprintf(" Fault %q selects nothing.", f.Name)
}

// tagPrefix is what attributes that are tags begin with.
const tagPrefix = "tags."

// tagNames lists the names of the tags that devices have.
func tagNames(groups []schema.Group) func() []string {
	return func() []string {
		has := map[string]bool{}
		for i := range groups {
			for name := range groups[i].Tags {
				has[name] = true
			}
		}
		return slices.Sorted(maps.Keys(has))
	}
}

// placed says in a sentence where a device is.
var placed = map[string]string{"building": "in a building", "floor": "on a floor", "room": "in a room"}

// A placeNames is the buildings, floors or rooms that devices are in, or the tags
// that they have.
type placeNames struct {
	has  map[string]bool
	list []string // in the order of the scenario
}

// placesOf are the names of an attribute of devices, nil when it is neither a place
// nor a tag.
func (p *Program) placesOf(attribute string) *placeNames {
	names := &placeNames{has: map[string]bool{}}
	tag, isTag := strings.CutPrefix(attribute, tagPrefix)
	if !isTag && placed[attribute] == "" {
		return nil
	}
	for i := range p.fleet.groups {
		g, name := p.fleet.groups[i].Group, ""
		switch attribute {
		case "building":
			name = g.Building
		case "room":
			name = g.Room
		case "floor":
			if g.Floor != nil {
				name = strconv.FormatInt(*g.Floor, 10)
			}
		default:
			name = g.Tags[tag]
		}
		if name != "" && !names.has[name] {
			names.has[name] = true
			names.list = append(names.list, name)
		}
	}
	return names
}

// maxCompared is how many names a misspelt one is compared with, and maxListed how
// many a message lists.
const (
	maxCompared = 10_000
	maxListed   = 14
)

// suggest is the near name as a question, or some of those that there are. It
// begins with a space.
func (n *placeNames) suggest(name string) string {
	if near, ok := schema.Nearest(name, n.list[:min(len(n.list), maxCompared)]); ok {
		return fmt.Sprintf(" Did you mean %q?", near)
	}
	if len(n.list) == 0 {
		return ""
	}
	rest := ""
	if len(n.list) > maxListed {
		rest = ", …"
	}
	return " There are " + strings.Join(n.list[:min(len(n.list), maxListed)], ", ") + rest + "."
}

// nearID is for a condition on the id of one device that does not exist. It begins
// with a space.
func (p *Program) nearID(f *fault) string {
	for _, c := range f.selector.Compared {
		if c.Attribute != "id" {
			continue
		}
		if ids := p.SomeIDs(maxCompared); len(ids) > 0 {
			if near, ok := schema.Nearest(c.Text, ids); ok {
				return fmt.Sprintf(" There is no device %q. Did you mean %q?", c.Text, near)
			}
			return fmt.Sprintf(" There is no device %q; ids are such as %s.", c.Text, ids[0])
		}
	}
	return ""
}

// ID is the id of a device, by its place in the fleet from 0.
func (p *Program) ID(device int64) string {
	return string(p.fleet.groups[p.fleet.groupOf(device)].appendID(nil, device))
}

// SomeIDs are the ids of the first devices, at most so many.
func (p *Program) SomeIDs(most int) []string {
	var ids []string
	for i := range p.fleet.groups {
		g := &p.fleet.groups[i]
		for d := g.first; d < g.first+g.Group.Count; d++ {
			if len(ids) == most {
				return ids
			}
			ids = append(ids, string(g.appendID(nil, d)))
		}
	}
	return ids
}
