package schema

import (
	"fmt"
	"slices"
	"time"

	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// fault takes a fault block.
func (d *decoder) fault(b *body) {
	f := Fault{Name: b.name, Range: b.head}
	f.Where, _ = b.expression("where")
	f.When, _ = b.expression("when")
	b.exclusive("probability", "count")
	if p, ok := b.percent("probability"); ok {
		f.Probability = &p
	}
	if n, ok := b.whole("count", 1, maxDevices); ok {
		f.Count = &n
	}
	f.Scope, _ = b.choice("scope", placeRoots)
	if f.Scope != "" {
		d.scoped = append(d.scoped, scopedFault{b, f.Scope})
	}
	f.After, _ = b.delay("after")
	f.Lasts, _ = b.delay("lasts")
	f.Repeat, _ = b.faultDuration("repeat", time.Millisecond)
	if f.Lasts != nil && f.Lasts.Kind == Constant && f.Lasts.Args[0].Value == 0 {
		b.refuse("lasts", "Duration too short",
			"A fault that lasts 0s never happens. Leave \"lasts\" out: it then lasts to the end of its phase.")
	}
	for _, block := range b.inner {
		if len(f.Effects) == maxEffects {
			d.errorf(block.DefRange(), "Too many effects", "A fault has at most %d effects.", maxEffects)
			break
		}
		if e, ok := d.effect(block); ok {
			f.Effects = append(f.Effects, e)
			if f.When != nil && slices.Contains(wholeDevice, e.Kind) {
				d.errorf(block.DefRange(), "Effect cannot come and go",
					"\"when\" decides reading by reading, and %s is about the device as a whole. Say its times with after, lasts and repeat, or by the phases that list the fault.", e.Kind)
			}
		}
	}
	if len(d.scenario.Faults) == maxFaults {
		d.errorf(b.head, "Too many faults", "A scenario has at most %s faults.", grouped(maxFaults))
	}
	d.scenario.Faults = append(d.scenario.Faults, f)
}

// wholeDevice are effects that are not about single readings.
var wholeDevice = []EffectKind{Offline, Silence, Reboot, Interval, Clone}

// delay reads a duration, or a distribution of durations.
func (b *body) delay(name string) (*Distribution, bool) {
	v, ok := b.value(name)
	if !ok {
		return nil, false
	}
	if v.Type() == distributionType {
		return b.fitting(v.EncapsulatedValue().(*Distribution), name, faultDurations)
	}
	d, ok := b.faultDuration(name, 0)
	if !ok {
		return nil, false
	}
	return &Distribution{Kind: Constant, Args: []Argument{{Value: float64(d)}}, Durations: true, Range: b.rangeOf(name)}, true
}

// faultDuration reads a duration of at least low that is no longer than a
// fault's may be.
func (b *body) faultDuration(name string, low time.Duration) (time.Duration, bool) {
	d, ok := b.duration(name, low)
	if !ok || d <= maxFaultDuration {
		return d, ok
	}
	b.refuse(name, "Duration too long",
		"A duration of a fault is at most %s; this is %s.", durationText(maxFaultDuration), durationText(d))
	return 0, false
}

// faultDurations admits distributions of durations whose arguments a fault may
// have.
func faultDurations(d *Distribution) string {
	if problem := durationsOnly(d); problem != "" {
		return problem
	}
	for _, a := range d.Args {
		if a.Value > float64(maxFaultDuration) {
			return fmt.Sprintf("A duration of a fault is at most %s; %s(…) has %s.", durationText(maxFaultDuration), d.Kind, durationText(time.Duration(a.Value)))
		}
	}
	return ""
}

// checkDelays refuses effects that together put a reading off for longer than
// the clock goes: several may hit the same one.
func (d *decoder) checkDelays() {
	var total time.Duration
	for _, f := range d.scenario.Faults {
		for _, e := range f.Effects {
			if total += e.Max + e.After + e.lastShift(); total > maxTimeline {
				d.errorf(e.Range, "Delays too long",
					"All delays of all faults, those of duplicates and clones too, are together at most %s.", durationText(maxTimeline))
				return
			}
		}
	}
}

// lastShift is how long after the device the last of its clones sends, or more
// than there is time.
func (e *Effect) lastShift() time.Duration {
	if e.Copies > 0 && e.Shift > maxTimeline/time.Duration(e.Copies) {
		return maxTimeline + 1
	}
	return e.Shift * time.Duration(e.Copies)
}

// A scopedFault picks places of a level.
type scopedFault struct {
	*body
	level string
}

// checkScopes refuses a scope that no place of the scenario has: then there is
// nothing to pick.
func (d *decoder) checkScopes() {
	if d.groupFaults {
		return
	}
	for _, f := range d.scoped {
		if !slices.ContainsFunc(d.scenario.Groups, func(g Group) bool { return g.has(f.level) }) {
			f.refuse("scope", "Scope without places", "No devices stand in a %s. Write a scope that there is, or leave it out.", f.level)
		}
	}
}

// has says whether the group stands in a building, floor or room.
func (g *Group) has(level string) bool {
	switch level {
	case "building":
		return g.HasBuilding
	case "floor":
		return g.Floor != nil
	}
	return g.HasRoom
}

// kindBody checks a block whose label decides what stands in it.
func (d *decoder) kindBody(block *hclsyntax.Block, outer *BlockType, kinds []*BlockType) (*body, bool) {
	if len(block.Labels) != 1 {
		d.checkLabels(&body{d: d, kind: outer, head: block.DefRange()}, block)
		return nil, false
	}
	name := block.Labels[0]
	if near, ok := d.unknownKind(block, outer, kinds); ok {
		name = near
		d.tear(block.Body) // what the near one needs and this has not follows from the guess
	}
	for _, k := range kinds {
		if k.Name != name {
			continue
		}
		b := d.contents(block.Body, k, block.DefRange())
		b.label = block.LabelRanges[0]
		return b, true
	}
	return nil, false
}

// effectDoc says what an effect does.
func effectDoc(kind EffectKind) string {
	i := slices.IndexFunc(effectTypes, func(t *BlockType) bool { return t.Name == string(kind) })
	return effectTypes[i].Doc
}

// unknownKind reports a kind that there is not. What stands in the block is then
// checked as if it were the near one.
func (d *decoder) unknownKind(block *hclsyntax.Block, outer *BlockType, kinds []*BlockType) (near string, ok bool) {
	label := block.Labels[0]
	var names []string
	for _, k := range kinds {
		names = append(names, k.Name)
	}
	if slices.Contains(names, label) {
		return "", false
	}
	if kind, ok := EffectCalled(label); ok && outer.Name == "effect" {
		d.errorf(block.LabelRanges[0], "Unknown effect", "There is no effect %q. What is called so elsewhere is effect %q: %s", label, kind, effectDoc(kind))
		return string(kind), true
	}
	hint := meant(label, names)
	if hint == "" {
		hint = thereIs(names)
	}
	d.errorf(block.LabelRanges[0], "Unknown "+outer.Name, "There is no %s %q. %s", outer.Name, clip(label), hint)
	return Nearest(label, names)
}
