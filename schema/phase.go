package schema

import (
	"slices"
	"time"

	"github.com/zclconf/go-cty/cty"
)

// phase takes a phase block.
func (d *decoder) phase(b *body) {
	p := Phase{Name: b.name, Range: b.head}
	p.Duration, p.Forever = b.phaseDuration()
	p.Devices, _ = b.curve("devices", "Amount of devices expected", deviceLevel)
	p.Rate, _ = b.curve("rate", "Rate expected", rateLevel)
	p.Faults = b.phaseFaults()
	if p.Forever {
		b.straight("devices", p.Devices)
		b.straight("rate", p.Rate)
	}
	d.scenario.Phases = append(d.scenario.Phases, p)
}

// phaseDuration reads a duration, or "forever".
func (b *body) phaseDuration() (d time.Duration, forever bool) {
	if v, ok := b.value("duration"); ok && v.Type() == cty.String && v.AsString() == "forever" {
		return 0, true
	}
	d, _ = b.duration("duration", time.Millisecond)
	return d, false
}

// straight refuses a ramp in a phase without an end.
func (b *body) straight(name string, c *Curve) {
	if c != nil && c.Ramp {
		b.refuse(name, "Ramp without an end",
			"A ramp takes as long as its phase, and this one goes on forever. Put the ramp into a phase of its own before it, or write one amount.")
	}
}

// phaseFaults reads the list of references, in the order written.
func (b *body) phaseFaults() []int {
	v, ok := b.value("faults")
	if !ok {
		return nil
	}
	if t := v.Type(); !t.IsTupleType() && !t.IsListType() && !t.IsSetType() {
		b.refuse("faults", "List of references expected", "\"faults\" is a list: write faults = [fault.NAME].")
		return nil
	}
	var faults []int
	for _, e := range v.AsValueSlice() {
		if e.IsNull() {
			continue
		}
		ref, ok := b.d.referentValue(e, "fault", b, "faults")
		if !ok {
			return nil
		}
		name := ref.name
		i, ok := ref.home.faults.index(name)
		if !ok {
			continue // declared, but reported
		}
		if slices.Contains(faults, i) {
			b.refuse("faults", "Fault listed twice",
				"The fault %q happens once in a phase. To have it again and again write repeat = \"1m\" in the fault.", name)
			continue
		}
		faults = append(faults, i)
	}
	return faults
}

// checkPhases looks at all phases together, and lets the faults know that they
// are listed.
func (d *decoder) checkPhases() {
	phases := d.scenario.Phases
	for i, p := range phases {
		for _, f := range p.Faults {
			d.scenario.Faults[f].Listed = true
		}
		if p.Forever && (i+1 < len(phases) || d.scenario.CycleOf(i) != nil) {
			d.errorf(p.Range, "Forever is not last", "What comes after a phase that lasts forever never runs. Only the last phase can, and outside of cycles.")
			return
		}
	}
	var total time.Duration // each part is at most maxTimeline, so the sum cannot overflow
	stretches := int64(0)
	for i := 0; i < len(phases); {
		part := d.scenario.part(i)
		if part.length() > maxTimeline || total+part.length() > maxTimeline {
			d.errorf(part.at(), "Time line too long", "All phases together take at most %s.", durationText(maxTimeline))
			return
		}
		total += part.length()
		if stretches += part.stretches(); stretches > maxStretches {
			d.errorf(part.at(), "Too many repetitions",
				"A time line has at most %s stretches, because a plan lays out every one: a phase is one in each repetition, %d with an eased ramp. These come to %s. Repeat less often, or make the phases longer.",
				grouped(maxStretches), easedStretches, grouped(stretches))
			return
		}
		i += len(part.phases)
	}
}

// keepSpan remembers how long a ramp of a phase that is cut was to take.
func keepSpan(c *Curve, span time.Duration) *Curve {
	if c == nil || !c.Ramp {
		return c
	}
	kept := *c
	kept.Span = span
	return &kept
}

// overrideDuration applies --duration.
func (d *decoder) overrideDuration() {
	if d.opts.Duration == "" {
		return
	}
	at := d.outside("<--duration>", d.opts.Duration).at
	after, problem := durationValue(cty.StringVal(d.opts.Duration))
	switch {
	case problem != "":
		d.errorf(at, "Invalid duration", "%s", problem)
	case after < time.Millisecond:
		d.errorf(at, "Duration too short", "A run takes at least 1ms; this is %s.", durationText(after))
	case after > maxTimeline:
		d.errorf(at, "Time line too long", "A run takes at most %s; this is %s.", durationText(maxTimeline), durationText(after))
	case !d.hasErrors():
		d.scenario.EndAfter(after)
	}
}
