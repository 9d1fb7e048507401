package schema

import (
	"fmt"
	"slices"
)

// zone takes a zone block: what the devices of a place have in common.
func (d *decoder) zone(b *body) Zone {
	z := Zone{Scope: b.zoneScope(), Range: b.head}
	z.Value, _ = b.distribution("value", plainNumbers)
	z.Memory, _ = b.duration("memory", 1)
	z.Spread, _ = b.distribution("spread", plainNumbers)
	switch {
	case b.damaged:
	case !b.has("value") && !b.has("spread"):
		d.errorf(b.head, "Missing argument",
			"A zone needs \"value\" with \"memory\", what wanders for all its devices together, or \"spread\", one draw a place: spread = normal(0, 1).")
	case b.has("value") && !b.has("memory"):
		d.errorf(b.args["value"].NameRange, "Missing argument",
			"Devices read at times of their own, so what they have in common lasts: write memory = \"1h\" beside \"value\".")
	case b.has("memory") && !b.has("value"):
		d.errorf(b.args["memory"].NameRange, "Memory without noise",
			"In a zone \"memory\" is that of its \"value\": write value = normal(0, 1) beside it.")
	case z.Value != nil && memoryless(z.Value.Kind) != "":
		d.errorf(b.args["memory"].NameRange, "Memory without noise", "%s", memoryless(z.Value.Kind))
	}
	return z
}

// zoneScope is the block's label, which says of what kind the places are.
func (b *body) zoneScope() string {
	if b.named() && !slices.Contains(placeRoots, b.name) {
		b.d.errorf(b.label, "Unknown word",
			"A zone is a %s; %q is none of them. %s", list(placeRoots, "or"), clip(b.name), meant(b.name, placeRoots))
	}
	return b.name
}

// rhythmDraws reads what differs from device to device, or from place to place,
// in how a sensor follows a day or week. before are the errors before its block.
func (b *body) rhythmDraws(r *Rhythm, p period, before int) {
	b.shift(r, p)
	r.Scope, _ = b.choice("scope", placeRoots)
	if r.Scope != "" && r.Drawn == nil && r.Shift == nil && b.d.errors+b.d.skipped == before && !b.damaged {
		b.refuse("scope", "Scope without draws",
			"Nothing is drawn here, so all places have the same %s. Write amplitude = normal(4, 1), or shift = uniform(\"0s\", \"2h\").", p.name)
	}
}

// amplitude reads a number, or a distribution of them.
func (b *body) amplitude(r *Rhythm, p period) {
	v, ok := b.value("amplitude")
	switch {
	case !ok:
	case v.Type() == distributionType:
		r.Drawn, _ = b.fitting(v.EncapsulatedValue().(*Distribution), "amplitude", drawnOnce)
	default:
		if r.Amplitude, ok = b.number("amplitude"); ok && r.Amplitude < 0 {
			b.refuse("amplitude", "Negative amplitude",
				"An amplitude is not negative. To have the trough at that time, move the peak by half a %s.", p.name)
		}
	}
}

// shift reads by how much later the curve is somewhere than elsewhere.
func (b *body) shift(r *Rhythm, p period) {
	v, ok := b.value("shift")
	if !ok {
		return
	}
	if v.Type() != distributionType {
		b.refuse("shift", "Distribution expected",
			"\"shift\" is how much later each device or place has its %s, a distribution such as uniform(\"0s\", \"2h\"). To move all of them, move the peak or the points.", p.name)
		return
	}
	r.Shift, _ = b.fitting(v.EncapsulatedValue().(*Distribution), "shift", func(d *Distribution) string {
		switch {
		case d.Kind == Fixed || slices.ContainsFunc(d.Args, func(a Argument) bool { return a.Fixed != nil }):
			return drawnOnce(&Distribution{Kind: Fixed})
		case slices.ContainsFunc(d.Args, func(a Argument) bool { return d.Durations && a.Value > float64(p.length) }):
			return fmt.Sprintf("A shift is within the %s: its durations are at most %s.", p.name, durationText(p.length))
		}
		return durationsOnly(d)
	})
}

// drawnOnce admits distributions of numbers for what is drawn once anyway.
func drawnOnce(d *Distribution) string {
	if d.Kind == Fixed || slices.ContainsFunc(d.Args, func(a Argument) bool { return a.Fixed != nil }) {
		return "fixed(…) has no place here: all of it is drawn only once. Write a distribution of numbers, such as normal(4, 1)."
	}
	return plainNumbers(d)
}
