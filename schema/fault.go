package schema

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"time"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// fault takes a fault block.
func (d *decoder) fault(b *body) {
	f := Fault{Name: b.name, Range: b.head}
	f.Where, _ = b.expression("where")
	b.exclusive("probability", "count")
	if p, ok := b.percent("probability"); ok {
		f.Probability = &p
	}
	if n, ok := b.whole("count", 1, maxDevices); ok {
		f.Count = &n
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
		}
	}
	if len(d.scenario.Faults) == maxFaults {
		d.errorf(b.head, "Too many faults", "A scenario has at most %s faults.", grouped(maxFaults))
	}
	d.faults[f.Name] = len(d.scenario.Faults)
	d.scenario.Faults = append(d.scenario.Faults, f)
}

// effect takes an effect block; its kind says what stands in it.
func (d *decoder) effect(block *hclsyntax.Block) (Effect, bool) {
	b, ok := d.kindBody(block, faultType.block("effect"), effectTypes)
	if !ok {
		return Effect{}, false
	}
	e := Effect{Kind: EffectKind(b.kind.Name), Share: 1, Range: b.head}
	switch e.Kind {
	case Stuck:
		e.Sensor = b.sensorName()
		e.At = b.stuckAt()
	case Bias:
		e.Sensor = b.sensorName()
		if numbers, exists := d.sensors[e.Sensor]; exists && !numbers {
			b.refuse("sensor", "Numbers only",
				"A bias is added to a number; no model's sensor %q measures one.", e.Sensor)
		}
		e.Add, _ = b.number("add")
		e.Grow, _ = b.faultDuration("grow", 0)
	case Offline:
		b.offline(&e)
	case Drop:
		b.share(&e)
	case Delay:
		b.share(&e)
		b.delayBounds(&e)
	case Duplicate:
		b.share(&e)
		e.Copies = 1
		if n, ok := b.whole("copies", 1, maxCopies); ok {
			e.Copies = n
		}
		e.After, _ = b.faultDuration("after", 0)
	}
	return e, true
}

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
			if total += e.Max + e.After; total > maxTimeline {
				d.errorf(e.Range, "Delays too long",
					"All delays of all faults, those of duplicates too, are together at most %s.", durationText(maxTimeline))
				return
			}
		}
	}
}

// kindBody checks a block whose label decides what stands in it.
func (d *decoder) kindBody(block *hclsyntax.Block, outer *BlockType, kinds []*BlockType) (*body, bool) {
	if len(block.Labels) != 1 {
		d.checkLabels(&body{d: d, kind: outer, head: block.DefRange()}, block)
		return nil, false
	}
	var names []string
	for _, k := range kinds {
		if k.Name != block.Labels[0] {
			names = append(names, k.Name)
			continue
		}
		if k.Unbuilt {
			d.errorf(block.LabelRanges[0], "Not supported yet",
				"The %s %q is part of the language but does not run yet. Leave the block out.", outer.Name, k.Name)
			return nil, false
		}
		b := d.contents(block.Body, k, block.DefRange())
		b.label = block.LabelRanges[0]
		return b, true
	}
	hint := meant(block.Labels[0], names)
	if hint == "" {
		hint = thereIs(built(kinds))
	}
	d.errorf(block.LabelRanges[0], "Unknown "+outer.Name,
		"There is no %s %q. %s", outer.Name, clip(block.Labels[0]), hint)
	return nil, false
}

// built are the names of those kinds that run.
func built(kinds []*BlockType) []string {
	var names []string
	for _, k := range kinds {
		if !k.Unbuilt {
			names = append(names, k.Name)
		}
	}
	return names
}

// sensorName reads the name of a sensor that some model has.
func (b *body) sensorName() string {
	name, ok := b.text("sensor")
	if !ok {
		return ""
	}
	if _, exists := b.d.sensors[name]; !exists {
		known := slices.Sorted(maps.Keys(b.d.sensors))
		b.refuse("sensor", "Unknown sensor", "No model has a sensor %q. %s", clip(name), suggestion(name, known))
	}
	return name
}

// stuckAt reads "last" (nil) or a number.
func (b *body) stuckAt() *float64 {
	v, ok := b.value("at")
	if !ok || v.Type() == cty.String && v.AsString() == "last" {
		return nil
	}
	f, ok := numberValue(v)
	if !ok || math.Abs(f) > maxMeasure {
		b.refuse("at", "Number expected", "A sensor is stuck at = \"last\", the value it had, or at a number, at most 1e15.")
		return nil
	}
	return &f
}

func (b *body) offline(e *Effect) {
	e.Reconnect, _ = b.delay("reconnect")
	e.Backfill, _ = b.perSecond("backfill")
	e.Buffer, _ = b.whole("buffer", 0, maxBuffer)
	if b.has("backfill") && !b.has("buffer") {
		b.d.errorf(b.args["backfill"].NameRange, "Backfill without a buffer",
			"Nothing is kept to be sent later: add buffer = 50, the number of readings that the device keeps.")
	}
}

func (b *body) share(e *Effect) {
	if p, ok := b.percent("share"); ok {
		e.Share = p
	}
}

// delayBounds reads how late readings are, and the most they can be.
func (b *body) delayBounds(e *Effect) {
	by, ok := b.delay("by")
	e.By = by
	if !ok {
		b.faultDuration("max", 0)
		return
	}
	bound, bounded := upperBound(by)
	e.Max = bound
	if most, ok := b.faultDuration("max", 0); ok {
		e.Max = most
		return
	}
	if !bounded && !b.has("max") {
		b.refuse("by", "Delay without an end",
			"%s(…) has no largest value: add max = \"30s\", the latest that a reading may be.", by.Kind)
	}
}

// upperBound is the longest duration that a distribution can give.
func upperBound(d *Distribution) (time.Duration, bool) {
	switch d.Kind {
	case Constant:
		return time.Duration(d.Args[0].Value), true
	case Uniform:
		return time.Duration(math.Ceil(d.Args[1].Value)), true
	}
	return 0, false
}
