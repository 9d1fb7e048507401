package engine

import (
	"cmp"
	"slices"
	"sort"
	"strconv"

	"github.com/iotsim/iotsim/internal/codec"
	"github.com/iotsim/iotsim/internal/expression"
	"github.com/iotsim/iotsim/internal/signal"
	"github.com/iotsim/iotsim/schema"
)

// A fleet is every device, held as groups. A device is never an object: it is
// its index in the fleet, from 0, and everything else follows from its group.
type fleet struct {
	groups  []group
	devices int64
	// ranks holds each device's rank in its group, by which devices come and go;
	// nil when everybody is always online.
	ranks []uint32
}

// A group is one devices block of one room.
type group struct {
	*schema.Group
	key    signal.Key
	first  int64 // fleet index of its first device, from 0
	half   int64 // of its jitter
	model  *model
	place  *codec.Place
	id     template
	texts  []template     // of the model's infos; nil where an info is no pattern
	places *[3]signal.Key // that it stands in, by level; nil where its model draws nothing there
}

// newFleet names every group's key from its address.
func newFleet(p *Plan, models []*model) *fleet {
	f := &fleet{groups: make([]group, len(p.Groups))}
	root := signal.NewKey(p.Seed)
	for i := range p.Groups {
		g := &p.Groups[i]
		in := places(root, g)
		f.groups[i] = group{
			Group: g,
			key:   in[2].Child(g.Label),
			first: f.devices,
			half:  halfOf(&p.Models[g.Model], g),
			model: models[g.Model],
			place: models[g.Model].layout.Place(codec.Location{
				Building: g.Building, HasBuilding: g.HasBuilding, Floor: g.Floor, Room: g.Room, HasRoom: g.HasRoom, Devices: g.Label,
			}),
			id: newTemplate(g.ID, g, p.Models[g.Model].Name),
		}
		if f.groups[i].model.shares() {
			f.groups[i].places = &in
		}
		for _, in := range f.groups[i].model.info {
			var t template
			if in.form == formText {
				t = newTemplate(*in.Text, g, p.Models[g.Model].Name)
			}
			f.groups[i].texts = append(f.groups[i].texts, t)
		}
		f.devices += g.Count
	}
	return f
}

// rank orders the devices of every group by a hashed word, ties by ordinal.
func (f *fleet) rank() {
	f.ranks = make([]uint32, f.devices)
	type seat struct {
		word    uint64
		ordinal int64
	}
	var seats []seat
	for i := range f.groups {
		g := &f.groups[i]
		seats = seats[:0]
		for n := int64(1); n <= g.Count; n++ {
			seats = append(seats, seat{g.device(n).Stream(tagOrder).Word(0), n})
		}
		slices.SortFunc(seats, func(a, b seat) int {
			return cmp.Or(cmp.Compare(a.word, b.word), cmp.Compare(a.ordinal, b.ordinal))
		})
		for k, s := range seats {
			f.ranks[g.first+s.ordinal-1] = uint32(k)
		}
	}
}

// groupOf finds the group of a device.
func (f *fleet) groupOf(device int64) int {
	return sort.Search(len(f.groups), func(i int) bool { return f.groups[i].first > device }) - 1
}

// threshold is the share of the fleet from which a device is online.
func (f *fleet) threshold(g *group, device int64) Share {
	if f.ranks == nil {
		return 0
	}
	return threshold(g.key, int64(f.ranks[device]), g.Count)
}

// online is how many devices a share admits.
func (f *fleet) online(s Share) int64 {
	n := int64(0)
	for i := range f.groups {
		n += f.groups[i].online(s)
	}
	return n
}

// shareOf is the smallest share that admits n devices. Two blocks may in
// principle share a threshold to the last bit; then it admits both.
func (f *fleet) shareOf(n int64) Share {
	if n == 0 {
		return 0
	}
	return Share(sort.Search(int(wholeFleet-1), func(s int) bool { return f.online(Share(s)) >= n }))
}

func (g *group) online(s Share) int64 { return admits(g.key, g.Count, s) }

// device is the key of the group's n-th device, from 1.
func (g *group) device(n int64) signal.Key { return g.key.Ordinal(n) }

// ordinal is the place of a device in its group, from 1.
func (g *group) ordinal(device int64) int64 { return device - g.first + 1 }

// offset is where a device's ticks fall within its interval.
func (g *group) offset(d signal.Key) int64 {
	return int64(signal.Below(d.Stream(tagPhase).Word(0), uint64(g.Interval)))
}

// appendID appends the id of a device.
func (g *group) appendID(dst []byte, device int64) []byte {
	return g.id.append(dst, g, device)
}

// appendAddress appends building/floor/room/label/n; levels left out are skipped.
func (g *group) appendAddress(dst []byte, device int64) []byte {
	if g.HasBuilding {
		dst = append(append(dst, g.Building...), '/')
	}
	if g.Floor != nil {
		dst = append(strconv.AppendInt(dst, *g.Floor, 10), '/')
	}
	if g.HasRoom {
		dst = append(append(dst, g.Room...), '/')
	}
	dst = append(append(dst, g.Label...), '/')
	return strconv.AppendInt(dst, g.ordinal(device), 10)
}

// selectable is what a selector reads of a device.
func (g *group) selectable(device int64) *expression.Device {
	return &expression.Device{
		Model: g.model.Name, Building: g.Building, Room: g.Room, Floor: g.Floor, Tags: g.Tags,
		ID: string(g.appendID(nil, device)), Address: string(g.appendAddress(nil, device)),
		N: g.ordinal(device), Index: device + 1,
	}
}

// floorName is a floor in an address.
func floorName(floor *int64) string {
	if floor == nil {
		return ""
	}
	return strconv.FormatInt(*floor, 10)
}

// A template is a pattern of one group: only what differs between its devices
// is still a field.
type template []templatePart

type templatePart struct {
	text  string
	field templateField
	width int
}

type templateField uint8

const (
	fieldText templateField = iota
	fieldOrdinal
	fieldIndex
	fieldID
)

// newTemplate replaces the fields that are the same for a whole group by text.
func newTemplate(p schema.Pattern, g *schema.Group, model string) template {
	var t template
	for _, part := range p.Parts {
		switch part.Field {
		case "n":
			t = append(t, templatePart{field: fieldOrdinal, width: part.Width})
		case "index":
			t = append(t, templatePart{field: fieldIndex, width: part.Width})
		case "id":
			t = append(t, templatePart{field: fieldID})
		default:
			t = t.write(groupField(part, g, model))
		}
	}
	return t
}

func (t template) write(text string) template {
	if n := len(t); n > 0 && t[n-1].field == fieldText {
		t[n-1].text += text
		return t
	}
	return append(t, templatePart{text: text})
}

func groupField(part schema.PatternPart, g *schema.Group, model string) string {
	switch part.Field {
	case "building":
		return g.Building
	case "floor":
		if g.Floor == nil {
			return ""
		}
		return string(schema.AppendPadded(nil, *g.Floor, part.Width))
	case "room":
		return g.Room
	case "devices":
		return g.Label
	case "model":
		return model
	}
	return part.Text
}

func (t template) append(dst []byte, g *group, device int64) []byte {
	for i := range t {
		part := &t[i]
		switch part.field {
		case fieldOrdinal:
			dst = schema.AppendPadded(dst, g.ordinal(device), part.width)
		case fieldIndex:
			dst = schema.AppendPadded(dst, device+1, part.width)
		case fieldID:
			dst = g.appendID(dst, device)
		default:
			dst = append(dst, part.text...)
		}
	}
	return dst
}
