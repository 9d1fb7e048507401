package difference

import (
	"fmt"
	"slices"

	"github.com/iotsim/iotsim/schema"
)

// A Moved is what changes only because devices came, went or stand elsewhere:
// draws hang on addresses, so everything that is not listed stays as it was.
type Moved struct {
	What    string `json:"what"`    // ids, key, text, devices, fault or rate
	Name    string `json:"name"`    // of what says it
	At      string `json:"at"`      // where it is written, in B
	Devices int64  `json:"devices"` // that it is about; 0: any of them
	Detail  string `json:"detail"`
}

// indexed says whether a pattern counts over the fleet.
func indexed(p schema.Pattern) bool {
	return slices.ContainsFunc(p.Parts, func(part schema.PatternPart) bool { return part.Field == "index" })
}

// moved is everything that depends on position, where positions changed.
func moved(a, b Side, f *fleets) []Moved {
	all := append(f.ids(), f.texts()...)
	if f.resized() {
		all = append(all, f.numbers(a, b)...)
	}
	if f.resized() || f.paced {
		all = append(all, f.rates()...)
	}
	return all
}

// ids are those that count over the fleet: the device is the same, its values are,
// and it has another name. With it go key and partition, where they hold the id.
func (f *fleets) ids() []Moved {
	var all []Moved
	where := map[string]int{}
	for i := range f.b.Plan.Groups {
		g := &f.b.Plan.Groups[i]
		was, ok := f.before[addressOf(g)]
		if !ok || was.First == g.First || !indexed(g.ID) {
			continue
		}
		place := at(g.Range)
		k, ok := where[place]
		if !ok {
			k, where[place] = len(all), len(all)
			all = append(all, Moved{What: "ids", Name: "ids " + text(g.ID), At: place,
				Detail: fmt.Sprintf("{index} counts over the fleet: the device that was %s is now %s", number(was), number(g))})
		}
		all[k].Devices += min(was.Count, g.Count)
	}
	return all
}

func number(g *schema.Group) string { return fmt.Sprintf("number %d", g.First) }

// texts are other patterns that count over the fleet.
func (f *fleets) texts() []Moved {
	shifted := f.shifted(func(*schema.Group) bool { return true })
	if len(shifted) == 0 {
		return nil
	}
	const detail = "{index} counts over the fleet"
	var all []Moved
	for i := range f.b.Scenario.Models {
		m := &f.b.Scenario.Models[i]
		if shifted[m.Name] == 0 {
			continue
		}
		for _, info := range m.Info {
			if info.Text != nil && indexed(*info.Text) {
				all = append(all, Moved{"text", m.Name + ".device_info." + info.Name, at(info.Range), shifted[m.Name], detail})
			}
		}
		if m.Payload != nil && counting(m.Payload) {
			all = append(all, Moved{"text", m.Name + ".payload", at(m.Payload.Range), shifted[m.Name], detail})
		}
	}
	for i := range f.b.Scenario.Sinks {
		s := &f.b.Scenario.Sinks[i]
		if indexed(s.Key) {
			all = append(all, Moved{"key", "key " + text(s.Key), at(s.Range), sumOf(shifted), detail + ", and partitions come from keys"})
		}
		for _, h := range s.Headers {
			if indexed(h.Value) {
				all = append(all, Moved{"text", "header " + h.Name, at(s.Range), sumOf(shifted), detail})
			}
		}
	}
	return all
}

// counting says whether a message of the author's own counts over the fleet.
func counting(p *schema.Payload) bool {
	return p.Text != nil && indexed(*p.Text) || slices.Equal(p.Reference, []string{"device", "index"}) ||
		slices.ContainsFunc(p.Items, func(q schema.Payload) bool { return counting(&q) }) ||
		slices.ContainsFunc(p.Members, func(m schema.PayloadMember) bool { return counting(&m.Value) })
}

// numbers are amounts of devices: another fleet has another share of it.
func (f *fleets) numbers(a, b Side) []Moved {
	var all []Moved
	sizes := "of other devices"
	if a.Plan.Devices != b.Plan.Devices {
		sizes = fmt.Sprintf("of %d devices instead of %d", b.Plan.Devices, a.Plan.Devices)
	}
	for i := range b.Scenario.Phases {
		p := &b.Scenario.Phases[i]
		if c := p.Devices; c != nil && (numeric(c.From) || c.Ramp && numeric(c.To)) {
			all = append(all, Moved{"devices", "phase " + p.Name, at(c.Range), 0,
				fmt.Sprintf("devices = %s is a number: it is another share %s, so others may be online", curve(c, devicesLevel), sizes)})
		}
	}
	for i := range b.Scenario.Faults {
		x := &b.Scenario.Faults[i]
		if x.Count == nil || *x.Count == 0 {
			continue
		}
		of := sizes
		if x.Scope != "" {
			of = "of the " + x.Scope + "s with such devices"
		}
		all = append(all, Moved{"fault", "fault " + x.Name, at(x.Range), 0,
			fmt.Sprintf("count = %d is a number: it picks that many %s, so it may hit others", *x.Count, of)})
	}
	return all
}

func numeric(l schema.Level) bool { return l.Absolute && l.Value.Num > 0 }

// rates are totals of the fleet: all of it shares them.
func (f *fleets) rates() []Moved {
	var all []Moved
	for i := range f.b.Scenario.Phases {
		p := &f.b.Scenario.Phases[i]
		if c := p.Rate; c != nil && (numeric(c.From) || c.Ramp && numeric(c.To)) {
			all = append(all, Moved{"rate", "phase " + p.Name, at(c.Range), f.b.Plan.Devices,
				fmt.Sprintf("rate = %s is shared by the fleet: from here on every device sends at other times", curve(c, rateLevel))})
		}
	}
	return all
}
