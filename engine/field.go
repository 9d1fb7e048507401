package engine

import (
	"slices"
	"strconv"
	"strings"

	"github.com/iotsim/iotsim/internal/codec"
	"github.com/iotsim/iotsim/schema"
)

// A field is where a model's messages have a value.
type field struct {
	path  *codec.Path // nil: nowhere
	holds bool        // it is a list or an object
}

// A survey goes once through the message of a model and notes where the values
// are that effects name.
type survey struct {
	fields  map[string]field         // those asked for, by their names: within each other joined by dots, items of lists by number
	infos   map[string][]*codec.Path // members of device_info, by all their places in the message
	padding []byte                   // name of a member that there is not, with its colon
	loose   bool                     // of the default message, in which places leave levels of the location out

	trail   []step
	name    []byte // of the trail
	longest int    // of the names asked for
	found   []found
	count   map[string]int // by name of a member: how often it was met
	seen    map[string]int // and when last
	quoted  int            // when a name with a quote was, whose end looks like another name
	now     int
}

// A step of a trail leads to a value.
type step struct {
	name   string
	item   int  // of a list, where named is false
	named  bool // by a member
	unique bool // its name is met here first in what holds it
}

// A found is a path with the names of its steps; those of items are empty.
type found struct {
	path  *codec.Path
	names []string
}

// look surveys the model's message for some names. hints counts the paths.
func look(m *schema.Model, names []string, hints *int) *survey {
	s := &survey{
		fields: map[string]field{}, infos: map[string][]*codec.Path{},
		count: map[string]int{}, seen: map[string]int{}, quoted: -1,
	}
	for _, name := range names {
		s.fields[name] = field{}
		s.longest = max(s.longest, len(name))
	}
	shape := m.Payload
	if shape == nil {
		shape, s.loose = defaultShape(m), true
	}
	s.enter(shape)
	for _, f := range s.found {
		f.path.Hint = *hints
		*hints++
		for i, name := range f.names {
			if s.count[name] == 1 && s.quoted < 0 && f.path.Unique {
				f.path.Sole = i + 1
			}
		}
	}
	padding := "padding"
	for slices.ContainsFunc(shape.Members, func(m schema.PayloadMember) bool { return m.Name == padding }) {
		padding += "_"
	}
	s.padding = append(codec.AppendString(nil, []byte(padding)), ':')
	return s
}

// enter goes through what a value holds.
func (s *survey) enter(p *schema.Payload) {
	start, length := s.now, len(s.name)
	if len(s.trail) > 0 {
		s.name = append(s.name, '.')
	}
	inside := len(s.name)
	for i := range p.Members {
		m := &p.Members[i]
		last, met := s.seen[m.Name]
		s.note(step{name: m.Name, named: true, unique: (!met || last < start) && s.quoted < start}, m.Name, &m.Value)
		s.name = s.name[:inside]
	}
	for i := range p.Items {
		s.note(step{item: i}, strconv.Itoa(i), &p.Items[i])
		s.name = s.name[:inside]
	}
	s.name = s.name[:length]
}

// note takes a value down, if it was asked for, and goes on within it.
func (s *survey) note(at step, name string, p *schema.Payload) {
	if at.named {
		s.seen[name] = s.now
		s.count[name]++
		if strings.Contains(name, `"`) {
			s.quoted = s.now
		}
	}
	s.now++
	s.trail, s.name = append(s.trail, at), append(s.name, name...)
	if len(s.name) <= s.longest {
		// A name may have dots in it: of two fields the first is meant.
		if f, asked := s.fields[string(s.name)]; asked && f.path == nil {
			s.fields[string(s.name)] = field{s.path(), p.Kind == schema.PayloadObject || p.Kind == schema.PayloadList}
		}
	}
	if p.Kind == schema.PayloadReference && p.Reference[0] == "info" {
		s.infos[p.Reference[1]] = append(s.infos[p.Reference[1]], s.path())
	}
	s.enter(p)
	s.trail = s.trail[:len(s.trail)-1]
}

// path is the trail as it stands.
func (s *survey) path() *codec.Path {
	p := &codec.Path{Unique: !s.loose || s.trail[0].name != "location"}
	var names []string
	for _, at := range s.trail {
		p.Unique = p.Unique && at.unique
		names = append(names, at.name)
		if at.named {
			p.Steps = append(p.Steps, codec.NewStep(at.name))
		} else {
			p.Steps = append(p.Steps, codec.NewItem(at.item))
		}
	}
	s.found = append(s.found, found{p, names})
	return p
}

// defaultShape is the default message of a model, written as a payload; what only
// the codec needs to know is left null.
func defaultShape(m *schema.Model) *schema.Payload {
	var sensors, info []schema.PayloadMember
	for i := range m.Sensors {
		said := named("value", "unit", "status")
		if m.Sensors[i].Unit == "" {
			said = named("value", "status")
		}
		sensors = append(sensors, inShape(m.Sensors[i].Name, said...))
	}
	info = named("model")
	for i := range m.Info {
		name := m.Info[i].Name
		if name == "model" { // it replaces the model's own name
			info = info[1:]
		}
		info = append(info, schema.PayloadMember{Name: name, Value: schema.Payload{
			Kind: schema.PayloadReference, Reference: []string{"info", name},
		}})
	}
	members := append(named("device_id", "timestamp"),
		inShape("location", named("building", "floor", "room")...),
		inShape("sensors", sensors...),
		inShape(infoChannel, info...))
	return &schema.Payload{Kind: schema.PayloadObject, Members: members}
}

// inShape is a member that holds others.
func inShape(name string, members ...schema.PayloadMember) schema.PayloadMember {
	return schema.PayloadMember{Name: name, Value: schema.Payload{Kind: schema.PayloadObject, Members: members}}
}

// named are members that are values.
func named(names ...string) []schema.PayloadMember {
	var members []schema.PayloadMember
	for _, name := range names {
		members = append(members, schema.PayloadMember{Name: name, Value: schema.Payload{Kind: schema.PayloadNull}})
	}
	return members
}
