package schema

import (
	"slices"
	"time"

	"github.com/zclconf/go-cty/cty"
)

// phase takes a phase block.
func (d *decoder) phase(b *body) {
	p := Phase{Name: b.name, Range: b.head}
	p.Duration, _ = b.phaseDuration()
	p.Devices, _ = b.curve("devices", "Amount of devices expected", deviceLevel)
	p.Rate, _ = b.curve("rate", "Rate expected", rateLevel)
	p.Faults = b.phaseFaults()
	d.scenario.Phases = append(d.scenario.Phases, p)
}

func (b *body) phaseDuration() (time.Duration, bool) {
	if v, ok := b.value("duration"); ok && v.Type() == cty.String && v.AsString() == "forever" {
		b.refuse("duration", "Not supported yet",
			"A phase \"forever\" is part of the language but does not run yet. Write a duration.")
		return 0, false
	}
	return b.duration("duration", time.Millisecond)
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
	var total time.Duration // each is at most maxTimeline, so the sum cannot overflow
	for _, p := range d.scenario.Phases {
		for _, f := range p.Faults {
			d.scenario.Faults[f].Listed = true
		}
		if total += p.Duration; total > maxTimeline {
			d.errorf(p.Range, "Time line too long", "All phases together take at most %s.", durationText(maxTimeline))
			return
		}
	}
}

// cut ends the time line after the given duration: later phases are dropped,
// the one that it falls into is shortened. What is left runs as it would have:
// ramps keep the length that they were written for.
func cut(phases []Phase, after time.Duration) []Phase {
	var start time.Duration
	for i := range phases {
		left := after - start
		if left <= phases[i].Duration {
			phases[i].Devices = keepSpan(phases[i].Devices, phases[i].Duration)
			phases[i].Rate = keepSpan(phases[i].Rate, phases[i].Duration)
			phases[i].Duration = left
			return phases[:i+1]
		}
		start += phases[i].Duration
	}
	return phases
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
	default:
		d.scenario.Phases = cut(d.scenario.Phases, after)
	}
}
