package difference

import (
	"cmp"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/iotsim/iotsim/schema"
)

// A block is one noun of a scenario with what it says, laid flat: its kind and name
// tell it apart from all others of the scenario.
type block struct {
	kind, name string
	at         hcl.Range
	members    []argument
}

// An argument is a member of a block as it is written.
type argument struct {
	name, text string
	at         hcl.Range // where it is known more closely than the block
}

func (b *block) say(name, text string) {
	if text != "" {
		b.members = append(b.members, argument{name: name, text: text})
	}
}

// fields are the members of a struct that say something, under their names in a
// plan. What is only about the text, such as ranges, has none.
func fields(v reflect.Value) []argument {
	var all []argument
	for i := range v.NumField() {
		name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
		f := v.Field(i)
		if name == "-" || f.IsZero() || !v.Type().Field(i).IsExported() {
			continue
		}
		name = cmp.Or(name, v.Type().Field(i).Name)
		a := argument{name: name, at: rangeOf(f)}
		switch name {
		case "probability", "share", "jitter":
			a.text = share(f)
		default:
			a.text = text(f.Interface())
		}
		all = append(all, a)
	}
	return all
}

// share is a member that is a part of a whole.
func share(f reflect.Value) string {
	switch v := reflect.Indirect(f).Interface().(type) {
	case float64:
		return strconv.Quote(strconv.FormatFloat(100*v, 'g', 12, 64) + "%")
	case schema.Ratio:
		return percent(v)
	}
	return text(f.Interface())
}

// rangeOf is where a value says that it is written.
func rangeOf(v reflect.Value) hcl.Range {
	for v.Kind() == reflect.Pointer && !v.IsNil() {
		v = v.Elem()
	}
	if v.Kind() == reflect.Struct {
		if r := v.FieldByName("Range"); r.IsValid() {
			if at, ok := r.Interface().(hcl.Range); ok {
				return at
			}
		}
	}
	return hcl.Range{}
}

// without are the fields of a struct but some, which are blocks of their own or
// need more words.
func without(v any, names ...string) []argument {
	return slices.DeleteFunc(fields(reflect.ValueOf(v)), func(a argument) bool { return slices.Contains(names, a.name) })
}

// outline lays a scenario flat, its places aside.
func outline(s Side) []block {
	o := &outliner{Side: s}
	o.scenario()
	for i := range s.Scenario.Models {
		o.model(&s.Scenario.Models[i])
	}
	for i := range s.Scenario.Faults {
		o.fault(&s.Scenario.Faults[i])
	}
	for _, c := range s.Scenario.Cycles {
		b := block{kind: "cycle", name: c.Name, at: c.Range}
		b.say("times", strconv.FormatInt(c.Times, 10))
		b.say("phases", strings.Join(names(s.Scenario.Phases[c.First:c.End], func(p *schema.Phase) string { return p.Name }), ", "))
		o.blocks = append(o.blocks, b)
	}
	for i := range s.Scenario.Phases {
		o.phase(&s.Scenario.Phases[i])
	}
	for i := range s.Scenario.Sinks {
		o.sink(i)
	}
	if l := s.Scenario.Labels; l != nil {
		o.blocks = append(o.blocks, block{kind: "labels", at: l.Range, members: without(*l)})
	}
	for i := range s.Scenario.Expectations {
		e := &s.Scenario.Expectations[i]
		o.blocks = append(o.blocks, block{kind: "expect", name: e.Name, at: e.Range, members: without(*e, "name")})
	}
	return o.blocks
}

// names are those of some blocks, in order.
func names[T any](all []T, name func(*T) string) []string {
	var list []string
	for i := range all {
		list = append(list, name(&all[i]))
	}
	return list
}

type outliner struct {
	Side
	blocks []block
}

// scenario is what holds for all of it. The order of blocks is said where it
// decides anything: of models and faults the plan's, of phases the time line's.
func (o *outliner) scenario() {
	s, p := o.Scenario, o.Plan
	b := block{kind: "scenario", at: s.Range}
	b.say("name", strconv.Quote(s.Name))
	if s.Description != "" {
		b.say("description", strconv.Quote(s.Description))
	}
	b.say("seed", strconv.FormatUint(s.Seed, 10))
	b.say("start", instant(s.Start))
	b.say("timezone", strconv.Quote(p.Timezone))
	b.say("speed", speed(s.Speed))
	if s.Cut > 0 {
		b.say("cut after", duration(s.Cut))
	}
	o.blocks = append(o.blocks, b)
}

func speed(r schema.Ratio) string {
	if r.Num == 0 {
		return `"max"`
	}
	return strconv.Quote(ratio(r) + "x")
}

func (o *outliner) model(m *schema.Model) {
	b := block{kind: "model", name: m.Name, at: m.Range, members: without(*m, "name", "sensors", "info", "payload")}
	if m.Payload != nil {
		b.payload("payload", m.Payload)
	}
	o.blocks = append(o.blocks, b)
	for i := range m.Sensors {
		s := &m.Sensors[i]
		x := block{kind: "sensor", name: m.Name + "." + s.Name, at: s.Range, members: without(*s, "name")}
		if s.Digits == 0 {
			x.say("digits", "0") // which is no absence: it is written, and 2 is not
		}
		o.blocks = append(o.blocks, x)
	}
	if len(m.Info) == 0 {
		return
	}
	x := block{kind: "device_info", name: m.Name, at: m.Info[0].Range}
	for i := range m.Info {
		f := &m.Info[i]
		for _, a := range without(*f, "name") {
			x.members = append(x.members, argument{f.Name, a.text, f.Range})
		}
	}
	o.blocks = append(o.blocks, x)
}

// payload lays a message of the author's own flat: a member for each leaf.
func (b *block) payload(path string, p *schema.Payload) {
	for i := range p.Members {
		b.payload(path+"."+p.Members[i].Name, &p.Members[i].Value)
	}
	for i := range p.Items {
		b.payload(fmt.Sprintf("%s[%d]", path, i), &p.Items[i])
	}
	if len(p.Members)+len(p.Items) > 0 {
		return
	}
	leaf := argument{name: path, at: p.Range}
	switch {
	case len(p.Reference) > 0:
		leaf.text = strings.Join(p.Reference, ".")
	case p.Text != nil:
		leaf.text = text(*p.Text)
	case p.Kind == schema.PayloadNumber:
		leaf.text = decimal(p.Number)
	case p.Kind == schema.PayloadBool:
		leaf.text = strconv.FormatBool(p.Bool)
	default:
		leaf.text = string(p.Kind) // null, or empty
	}
	b.members = append(b.members, leaf)
}

func (o *outliner) fault(f *schema.Fault) {
	o.blocks = append(o.blocks, block{kind: "fault", name: f.Name, at: f.Range, members: without(*f, "name", "effects")})
	seen := map[schema.EffectKind]int{}
	for i := range f.Effects {
		e := &f.Effects[i]
		name := f.Name + "." + string(e.Kind)
		if e.Sensor != "" {
			name += " " + e.Sensor
		}
		if seen[e.Kind]++; seen[e.Kind] > 1 {
			name += " " + strconv.Itoa(seen[e.Kind])
		}
		x := block{kind: "effect", name: name, at: e.Range, members: without(*e, "kind", "sensor")}
		o.blocks = append(o.blocks, x)
	}
}

func (o *outliner) phase(p *schema.Phase) {
	b := block{kind: "phase", name: p.Name, at: p.Range, members: without(*p, "name", "devices", "rate", "faults")}
	for _, c := range []struct {
		name  string
		curve *schema.Curve
		level levelText
	}{{"devices", p.Devices, devicesLevel}, {"rate", p.Rate, rateLevel}} {
		if t := curve(c.curve, c.level); t != "" {
			b.members = append(b.members, argument{c.name, t, c.curve.Range})
		}
	}
	var faults []string
	for _, i := range p.Faults {
		faults = append(faults, "fault."+o.Scenario.Faults[i].Name)
	}
	if len(faults) > 0 {
		b.say("faults", "["+strings.Join(faults, ", ")+"]")
	}
	o.blocks = append(o.blocks, b)
}

// sink is told apart by its place among those of its kind: they have no names.
func (o *outliner) sink(i int) {
	s := &o.Scenario.Sinks[i]
	n := 1
	for _, before := range o.Scenario.Sinks[:i] {
		if before.Kind == s.Kind {
			n++
		}
	}
	b := block{kind: "sink", name: string(s.Kind), at: s.Range, members: without(*s, "kind", "config", "headers")}
	if n > 1 {
		b.name += " " + strconv.Itoa(n)
	}
	for _, name := range slices.Sorted(maps.Keys(s.Config)) {
		b.say("config."+name, strconv.Quote(s.Config[name]))
	}
	for _, h := range s.Headers {
		b.say("headers."+h.Name, text(h.Value))
	}
	o.blocks = append(o.blocks, b)
}

// blockChanges are the blocks of two outlines that are not the same, in the order
// of the second; what went stands where its kind ends.
func blockChanges(a, b []block) []Change {
	type key struct{ kind, name string }
	before, after := map[key]*block{}, map[key]bool{}
	for i := range a {
		before[key{a[i].kind, a[i].name}] = &a[i]
	}
	var all []Change
	for i := range b {
		x := &b[i]
		after[key{x.kind, x.name}] = true
		if was, ok := before[key{x.kind, x.name}]; !ok {
			all = append(all, Change{Kind: x.kind, Name: x.name, What: Added, B: at(x.at), Members: arguments(nil, x.members)})
		} else if members := arguments(was.members, x.members); len(members) > 0 {
			all = append(all, Change{
				Kind: x.kind, Name: x.name, What: Changed, Members: members,
				A: closest(was, members), B: closest(x, members),
			})
		}
	}
	for i := range a {
		if x := &a[i]; !after[key{x.kind, x.name}] {
			all = append(all, Change{Kind: x.kind, Name: x.name, What: Removed, A: at(x.at), Members: arguments(x.members, nil)})
		}
	}
	return append(all, orders(a, b)...)
}

// kinds is the order in which changes are told.
var kinds = []string{"scenario", "model", "sensor", "device_info", "order", "devices", "fault", "effect", "cycle", "phase", "sink", "labels", "expect"}

// closest is where the change is written: the argument itself, where one alone
// changes and its place is known.
func closest(b *block, changed []Member) string {
	if len(changed) == 1 {
		for _, a := range b.members {
			if a.name == changed[0].Name && a.at.Filename != "" {
				return at(a.at)
			}
		}
	}
	return at(b.at)
}

// arguments are those that differ.
func arguments(a, b []argument) []Member {
	before := map[string]string{}
	for _, x := range a {
		before[x.name] = x.text
	}
	var all []Member
	after := map[string]bool{}
	for _, x := range b {
		after[x.name] = true
		if was := before[x.name]; was != x.text {
			all = append(all, Member{x.name, was, x.text})
		}
	}
	for _, x := range a {
		if !after[x.name] {
			all = append(all, Member{Name: x.name, A: x.text})
		}
	}
	return all
}

// orders says where blocks that both sides have stand in another order, which
// decides bytes: sensors are measured and effects applied one after the other, and
// a device_info is written as it stands.
func orders(a, b []block) []Change {
	var all []Change
	x, y := sequences(a), sequences(b)
	for _, s := range y {
		i := slices.IndexFunc(x, func(o sequence) bool { return o.of == s.of })
		if i < 0 {
			continue
		}
		was, is := common(x[i].names, s.names), common(s.names, x[i].names)
		if !slices.Equal(was, is) {
			all = append(all, Change{Kind: "order", Name: s.of, What: Changed, A: x[i].at, B: s.at,
				Members: []Member{{"order", strings.Join(was, ", "), strings.Join(is, ", ")}}})
		}
	}
	return all
}

// A sequence is names whose order matters.
type sequence struct {
	of, at string
	names  []string
}

func sequences(blocks []block) []sequence {
	var all []sequence
	add := func(of, where, name string) {
		i := slices.IndexFunc(all, func(s sequence) bool { return s.of == of })
		if i < 0 {
			all = append(all, sequence{of: of, at: where})
			i = len(all) - 1
		}
		all[i].names = append(all[i].names, name)
	}
	for i := range blocks {
		b := &blocks[i]
		owner, inner, _ := strings.Cut(b.name, ".")
		switch b.kind {
		case "model", "fault", "phase":
			add(b.kind+"s", at(b.at), b.name)
		case "sensor":
			add("sensors of "+owner, at(b.at), inner)
		case "effect":
			add("effects of "+owner, at(b.at), inner)
		case "device_info":
			for _, m := range b.members {
				add("device_info of "+b.name, at(b.at), m.name)
			}
		}
		if b.kind == "model" {
			for _, m := range b.members {
				if strings.HasPrefix(m.name, "payload") {
					add("payload of "+b.name, at(b.at), m.name)
				}
			}
		}
		if b.kind == "sink" {
			for _, m := range b.members {
				if strings.HasPrefix(m.name, "headers.") {
					add("headers of "+b.name, at(b.at), m.name)
				}
			}
		}
	}
	return all
}

// common are the names of a that b has, too.
func common(a, b []string) []string {
	known := map[string]bool{}
	for _, name := range b {
		known[name] = true
	}
	return slices.DeleteFunc(slices.Clone(a), func(name string) bool { return !known[name] })
}
