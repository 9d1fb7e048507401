package schema

import (
	"math/big"
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
		name, ok := b.d.referenceValue(e, "fault", b, "faults")
		if !ok {
			return nil
		}
		i, ok := b.d.faults[name]
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

// checkPhases looks at all phases and the fleet together.
func (d *decoder) checkPhases() {
	total := new(big.Int)
	for _, p := range d.scenario.Phases {
		total.Add(total, big.NewInt(int64(p.Duration)))
		if total.Cmp(big.NewInt(int64(maxTimeline))) > 0 {
			d.errorf(p.Range, "Time line too long", "All phases together take at most %s.", durationText(maxTimeline))
			return
		}
		if p.Devices == nil || d.groupFaults {
			continue
		}
		for _, l := range []Level{p.Devices.From, p.Devices.To} {
			if l.Absolute && l.Value.Num > d.devices {
				d.errorf(p.Devices.Range, "More devices than exist",
					"The phase %q asks for %d devices; the scenario has %d. For all of them write \"100%%\".", p.Name, l.Value.Num, d.devices)
			}
		}
	}
	d.checkUnlistedFaults()
}

// checkUnlistedFaults warns of faults that no phase lists.
func (d *decoder) checkUnlistedFaults() {
	listed := map[int]bool{}
	for _, p := range d.scenario.Phases {
		for _, f := range p.Faults {
			listed[f] = true
		}
	}
	for i, f := range d.scenario.Faults {
		if !listed[i] {
			d.warnf(f.Range, "Fault never happens",
				"No phase lists the fault %q: write faults = [fault.%s] in one.", f.Name, f.Name)
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
