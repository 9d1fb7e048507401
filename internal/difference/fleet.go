package difference

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/iotsim/iotsim/schema"
)

// An address tells devices blocks apart, as it does for draws: what stands at the
// same one on both sides keeps its data.
type address struct {
	building, room, label string
	floor                 int64
	hasBuilding, hasFloor bool
	hasRoom               bool
}

func addressOf(g *schema.Group) address {
	a := address{building: g.Building, room: g.Room, label: g.Label, hasBuilding: g.HasBuilding, hasRoom: g.HasRoom}
	if g.Floor != nil {
		a.floor, a.hasFloor = *g.Floor, true
	}
	return a
}

// String is the address as plans and labels write it.
func (a address) String() string {
	var parts []string
	if a.hasBuilding {
		parts = append(parts, a.building)
	}
	if a.hasFloor {
		parts = append(parts, strconv.FormatInt(a.floor, 10))
	}
	if a.hasRoom {
		parts = append(parts, a.room)
	}
	return strings.Join(append(parts, a.label), "/")
}

// Fleets are the places of both sides, held against each other.
type fleets struct {
	a, b           Side
	before         map[address]*schema.Group
	added, removed int64 // devices
	paced          bool  // an interval is another, so the fleet sends at another pace
}

func newFleets(a, b Side) *fleets {
	f := &fleets{a: a, b: b, before: map[address]*schema.Group{}}
	gone := map[address]int64{}
	for i := range a.Plan.Groups {
		g := &a.Plan.Groups[i]
		f.before[addressOf(g)], gone[addressOf(g)] = g, g.Count
	}
	for i := range b.Plan.Groups {
		g := &b.Plan.Groups[i]
		was, ok := f.before[addressOf(g)]
		delete(gone, addressOf(g))
		if !ok {
			f.added += g.Count
			continue
		}
		f.added, f.removed = f.added+max(0, g.Count-was.Count), f.removed+max(0, was.Count-g.Count)
		f.paced = f.paced || g.Interval != was.Interval
	}
	for _, n := range gone {
		f.removed += n
	}
	return f
}

// resized says that there are other devices than before.
func (f *fleets) resized() bool { return f.added+f.removed > 0 }

// words are what a devices block says. An interval that is the model's own is said
// there.
func words(s Side, g *schema.Group) []argument {
	m := &s.Plan.Models[g.Model]
	all := []argument{{name: "model", text: m.Name}, {name: "count", text: strconv.FormatInt(g.Count, 10)}}
	if g.Interval != m.Interval {
		all = append(all, argument{name: "interval", text: text(g.Interval)})
	}
	all = append(all, argument{name: "id", text: text(g.ID)})
	for _, name := range slices.Sorted(maps.Keys(g.Tags)) {
		all = append(all, argument{name: "tags." + name, text: strconv.Quote(g.Tags[name])})
	}
	return all
}

// changes are the devices blocks that came, went or say something else. One that a
// scenario writes once may stand in a thousand rooms: what changes alike in them is
// one change.
func (f *fleets) changes() []Change {
	var all []*Change
	alike := map[string]*Change{}
	enter := func(c Change, place address, before, after int64) {
		key := string(c.What) + "\x00" + c.A + "\x00" + c.B
		for _, m := range c.Members {
			key += "\x00" + m.Name
		}
		known := alike[key]
		if known == nil {
			c.Places = &Places{}
			known = &c
			alike[key] = known
			all = append(all, known)
		}
		known.include(&c, place, before, after)
	}
	after := map[address]bool{}
	for i := range f.b.Plan.Groups {
		g := &f.b.Plan.Groups[i]
		place := addressOf(g)
		after[place] = true
		was, ok := f.before[place]
		if !ok {
			enter(Change{Kind: "devices", Name: g.Label, What: Added, B: at(g.Range), Members: arguments(nil, words(f.b, g))}, place, 0, g.Count)
			continue
		}
		if members := arguments(words(f.a, was), words(f.b, g)); len(members) > 0 {
			enter(Change{Kind: "devices", Name: g.Label, What: Changed, A: at(was.Range), B: at(g.Range), Members: members}, place, was.Count, g.Count)
		}
	}
	for i := range f.a.Plan.Groups {
		g := &f.a.Plan.Groups[i]
		if place := addressOf(g); !after[place] {
			enter(Change{Kind: "devices", Name: g.Label, What: Removed, A: at(g.Range), Members: arguments(words(f.a, g), nil)}, place, g.Count, 0)
		}
	}
	var list []Change
	for _, c := range all {
		list = append(list, *c)
	}
	return append(list, f.order()...)
}

// shownPlaces is how many of the places are named that change alike.
const shownPlaces = 3

// include adds a place to a change. What the blocks say differently is said as the
// first does.
func (c *Change) include(o *Change, place address, before, after int64) {
	p := c.Places
	p.Count++
	p.Devices[0], p.Devices[1] = p.Devices[0]+before, p.Devices[1]+after
	if len(p.Names) < shownPlaces {
		p.Names = append(p.Names, place.String())
	}
	for i := range c.Members {
		c.Members[i].A = both(c.Members[i].A, o.Members[i].A)
		c.Members[i].B = both(c.Members[i].B, o.Members[i].B)
	}
}

// both is a text that two blocks say, or the first's with a sign that others say
// something else.
func both(a, b string) string {
	const others = " …"
	if a == b || strings.HasSuffix(a, others) {
		return a
	}
	return a + others
}

// order says where places that both sides have stand in another order: ids that
// count over the fleet then count otherwise.
func (f *fleets) order() []Change {
	type stand struct {
		place address
		group *schema.Group
	}
	var was, is []stand
	after := map[address]bool{}
	for i := range f.b.Plan.Groups {
		g := &f.b.Plan.Groups[i]
		after[addressOf(g)] = true
		if _, ok := f.before[addressOf(g)]; ok {
			is = append(is, stand{addressOf(g), g})
		}
	}
	for i := range f.a.Plan.Groups {
		if g := &f.a.Plan.Groups[i]; after[addressOf(g)] {
			was = append(was, stand{addressOf(g), g})
		}
	}
	for i := range is {
		if was[i].place == is[i].place {
			continue
		}
		return []Change{{
			Kind: "order", Name: "places", What: Changed, A: at(was[i].group.Range), B: at(is[i].group.Range),
			Members: []Member{{"order", was[i].place.String() + ", …", is[i].place.String() + ", …"}},
		}}
	}
	return nil
}

// shifted are the devices that stand where they stood and count otherwise over the
// fleet, by the name of their model, as far as the pattern of their block counts.
func (f *fleets) shifted(counts func(*schema.Group) bool) map[string]int64 {
	moved := map[string]int64{}
	for i := range f.b.Plan.Groups {
		g := &f.b.Plan.Groups[i]
		if was, ok := f.before[addressOf(g)]; ok && was.First != g.First && counts(g) {
			moved[f.b.Plan.Models[g.Model].Name] += min(was.Count, g.Count)
		}
	}
	return moved
}

func sumOf(counts map[string]int64) int64 {
	n := int64(0)
	for _, c := range counts {
		n += c
	}
	return n
}

// sorted puts changes of all kinds in the order in which they are told.
func sorted(all []Change) []Change {
	slices.SortStableFunc(all, func(a, b Change) int { return cmp.Compare(slices.Index(kinds, a.Kind), slices.Index(kinds, b.Kind)) })
	return all
}
