package view

import (
	"strings"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/schema"
)

func (v *planView) faults() *table {
	t := newTable("lrrlll", "", "selects", "hits", "effects", "active", "such as")
	for i := range v.plan.Faults {
		f := &v.plan.Faults[i]
		var effects []string
		for j := range f.Effects {
			effects = append(effects, effectText(&f.Effects[j]))
		}
		active := v.windows(f.Windows)
		if f.When != nil && len(f.Windows) > 0 {
			active += ", when " + oneLine(f.When.Source)
		}
		selects, hits := count(f.Selected), count(f.Hit)
		if p := f.Places; p != nil {
			selects += " in " + Plural(p.Selected, f.Scope, f.Scope+"s")
			hits += " in " + Plural(p.Hit, f.Scope, f.Scope+"s")
		}
		t.row(f.Name, selects, hits, strings.Join(effects, ", "), active, suchAs(f))
	}
	return t
}

// effectText is an effect with its sensors.
func effectText(e *schema.Effect) string {
	return strings.TrimSpace(string(e.Kind) + " " + e.Sensor + strings.Join(e.Sensors, " and "))
}

// touched is how many readings each effect touches. What nobody measured is not
// counted as changed: labels and --content-digest do.
func (v *planView) touched() *table {
	t := newTable("llrrrr", "", "", "changes", "drops", "delays", "doubles")
	some := func(n int64) string {
		if n == 0 {
			return ""
		}
		return count(n)
	}
	for i := range v.plan.Faults {
		f := &v.plan.Faults[i]
		if len(f.Windows) == 0 {
			continue
		}
		for j, x := range f.Touched {
			changes := ""
			switch {
			case x.Changed != nil:
				changes = some(*x.Changed)
			case x.Changes:
				changes = "not counted"
			}
			t.row(f.Name, effectText(&f.Effects[j]), changes, some(x.Dropped), some(x.Delayed), some(x.Doubled))
		}
	}
	return t
}

// suchAs is the id of a device that a fault hits, to look at with sample.
func suchAs(f *engine.Fault) string {
	if len(f.HitFirst) == 0 {
		return ""
	}
	return f.HitFirst[0]
}
