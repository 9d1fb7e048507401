package schema

import (
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// effect takes an effect block; its kind says what stands in it.
func (d *decoder) effect(block *hclsyntax.Block) (Effect, bool) {
	b, ok := d.kindBody(block, faultType.block("effect"), effectTypes)
	if !ok {
		return Effect{}, false
	}
	e := Effect{Kind: EffectKind(b.kind.Name), Share: 1, Range: b.head}
	if _, ok := b.kind.argument("share"); ok {
		b.share(&e)
	}
	switch {
	case slices.Contains(valueEffectTypes, b.kind):
		b.valueEffect(&e)
	case slices.Contains(deviceEffectTypes, b.kind):
		b.deviceEffect(&e)
	default:
		b.messageEffect(&e)
	}
	return e, true
}

// valueEffect reads an effect on what a sensor says.
func (b *body) valueEffect(e *Effect) {
	if e.Kind == Swap {
		e.Sensors = b.sensorPair()
	} else {
		e.Sensor = b.sensorName()
	}
	switch e.Kind {
	case Stuck:
		e.At = b.stuckAt()
	case Bias:
		e.Add, _ = b.number("add")
	case Drift:
		if c, ok := b.change("rate"); ok {
			e.Rate = &c
		}
		if most, ok := b.positive("max"); ok {
			e.Reach = &most
		}
	case Gain:
		e.Factor, _ = b.number("factor")
	case Spike, Noise:
		e.Value, _ = b.distribution("value", drawnNumbers)
	case Clip:
		e.Limits, _ = b.limits("limits")
	case Quantize:
		e.Step, _ = b.positive("step")
	case Sentinel:
		e.At = b.sentinelValue()
	}
	b.checkNumeric(e)
	b.onset(e)
}

// onset reads how an effect comes and goes.
func (b *body) onset(e *Effect) {
	e.Grow, _ = b.faultDuration("grow", 0)
	e.Recover, _ = b.faultDuration("recover", 0)
	e.Shape, _ = b.choice("shape", []string{"linear", "exponential"})
	if b.has("shape") && !b.has("grow") && !b.has("recover") {
		b.d.errorf(b.args["shape"].NameRange, "Shape without a slope",
			"\"shape\" says how the effect grows and recovers; it does neither. Add grow = \"30s\" or recover = \"30s\".")
	}
	if e.Kind == Sentinel && e.At == nil {
		for _, name := range []string{"grow", "recover"} {
			if b.has(name) && b.has("value") {
				b.d.errorf(b.args[name].NameRange, "Nothing grows to null",
					"There is no way from a number to null. Leave %q out, or write a number as value.", name)
			}
		}
	}
}

// deviceEffect reads an effect on what a device does.
func (b *body) deviceEffect(e *Effect) {
	switch e.Kind {
	case Offline:
		b.offline(e)
	case Reboot:
		e.Gap, _ = b.delay("gap")
	case Interval:
		e.Factor, _ = b.positive("factor")
		if e.Factor > maxMultiple || e.Factor > 0 && e.Factor < 1.0/maxMultiple {
			b.refuse("factor", "Number out of range", "A factor is from 1/1,000,000 to 1,000,000.")
		}
	case Battery:
		b.battery(e)
	case Firmware:
		b.firmware(e)
	case Clone:
		b.copies(e)
		e.Shift, _ = b.faultDuration("shift", 0)
	}
}

// messageEffect reads an effect on messages.
func (b *body) messageEffect(e *Effect) {
	switch e.Kind {
	case BurstLoss:
		b.burst(e)
	case Delay:
		b.delayBounds(e)
	case Duplicate:
		b.copies(e)
		e.After, _ = b.faultDuration("after", 0)
	case Reorder:
		e.Behind = b.wholeOr("by", 1, maxBehind, 1)
	case Corrupt:
		e.Bytes = b.wholeOr("bytes", 1, maxMessageBytes, 1)
	case Truncate:
		e.Bytes = b.wholeOr("keep", 0, maxMessageBytes, 0)
	case Oversize:
		e.Bytes = b.wholeOr("size", 1, maxMessageBytes, 1)
	case MissingField:
		e.Field = b.field(false)
	case TypeChange:
		e.Field = b.field(true)
		e.To, _ = b.choice("to", []string{"string", "null", "bool", "number"})
	case ClockSkew:
		e.Clock = b.clockSkew()
	case ClockStep:
		e.Clock = b.clockStep()
	}
}

// positive reads a number above zero.
func (b *body) positive(name string) (float64, bool) {
	f, ok := b.number(name)
	if ok && f <= 0 {
		b.refuse(name, "Number out of range", "%s is more than zero; this is %v.", capital(quoted(name)), f)
		return 0, false
	}
	return f, ok
}

// wholeOr reads a whole number that has a default.
func (b *body) wholeOr(name string, low, high, otherwise int64) int64 {
	if n, ok := b.whole(name, low, high); ok {
		return n
	}
	return otherwise
}

// drawnNumbers admits distributions of numbers without per-device parameters.
func drawnNumbers(d *Distribution) string {
	if d.Kind == Fixed || slices.ContainsFunc(d.Args, func(a Argument) bool { return a.Fixed != nil }) {
		return "fixed(…) has no place here: it is drawn for each reading. What stays the same is an effect \"bias\"."
	}
	return plainNumbers(d)
}

// sensorName reads the name of a sensor that some model has.
func (b *body) sensorName() string {
	name, ok := b.text("sensor")
	if ok {
		b.knownSensor("sensor", name)
	}
	return name
}

func (b *body) knownSensor(argument, name string) bool {
	if _, exists := b.d.sensors[name]; exists || b.d.lost("model") || b.d.lostSensors {
		return exists
	}
	known := slices.Sorted(maps.Keys(b.d.sensors))
	b.refuse(argument, "Unknown sensor", "No model has a sensor %q. %s", clip(name), suggestion(name, known))
	return false
}

// sensorPair reads two sensors that some model has both of.
func (b *body) sensorPair() []string {
	names, ok := b.texts("sensors")
	switch {
	case !ok:
		return nil
	case len(names) != 2:
		b.refuse("sensors", "Two sensors expected", "A swap is between two: write sensors = [\"inlet\", \"outlet\"].")
		return nil
	case names[0] == names[1]:
		b.refuse("sensors", "Two sensors expected", "A sensor %q that says its own value is as before. Name another beside it.", clip(names[0]))
		return nil
	}
	known := b.knownSensor("sensors", names[0])
	if !b.knownSensor("sensors", names[1]) || !known || len(b.d.faultyModels) > 0 {
		return names
	}
	for i := range b.d.scenario.Models {
		if m := &b.d.scenario.Models[i]; m.measures(names[0]) && m.measures(names[1]) {
			return names
		}
	}
	b.refuse("sensors", "Sensors of different models",
		"No model has both %q and %q. What is swapped are two sensors of one device.", names[0], names[1])
	return names
}

// measures says that the model has a sensor of that name.
func (m *Model) measures(name string) bool {
	return slices.ContainsFunc(m.Sensors, func(s Sensor) bool { return s.Name == name })
}

// says says that device_info of the model has a member that fits.
func (m *Model) says(fits func(Info) bool) bool { return slices.ContainsFunc(m.Info, fits) }

// checkNumeric refuses arithmetic on what is no number in any model.
func (b *body) checkNumeric(e *Effect) {
	switch e.Kind {
	case Stuck, Swap:
		return
	case Sentinel:
		if e.At == nil {
			return
		}
	}
	if numbers, exists := b.d.sensors[e.Sensor]; exists && !numbers {
		b.refuse("sensor", "Numbers only",
			"%s changes a number; no model's sensor %q measures one.", capital(blockText(b.kind)), e.Sensor)
	}
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

// sentinelValue reads a number, or null (nil): here alone null is a value.
func (b *body) sentinelValue() *float64 {
	a := b.args["value"]
	if a == nil {
		return nil
	}
	v := b.d.scope.value(a.Expr, b.at)
	if !usable(v) { // null, or reported
		return nil
	}
	f, ok := numberValue(v)
	if !ok || math.Abs(f) > maxMeasure {
		b.refuse("value", "Number expected", "A sentinel is a number, at most 1e15, such as -127 or 85, or null without quotes.")
		return nil
	}
	return &f
}

func (b *body) offline(e *Effect) {
	e.Reconnect, _ = b.delay("reconnect")
	drains := false
	e.Backfill, drains = b.perSecond("backfill")
	e.Buffer, _ = b.whole("buffer", 0, maxBuffer)
	if drains && !b.has("buffer") {
		b.d.errorf(b.args["backfill"].NameRange, "Backfill without a buffer",
			"Nothing is kept to be sent later: add buffer = 50, the number of readings that the device keeps.")
	}
}

// battery reads what is left, or what is lost. Some device must have one.
func (b *body) battery(e *Effect) {
	b.oneOf("level", "rate")
	if level, ok := b.number("level"); ok {
		if level < 0 {
			b.refuse("level", "Number out of range", "A battery does not fall below 0.")
		}
		e.Level = &level
	}
	if c, ok := b.change("rate"); ok {
		if c.Amount <= 0 {
			b.refuse("rate", "Change per time expected", "What a battery loses is written without a sign: \"5/h\".")
		}
		e.Rate = &c
	}
	b.needsInfo(func(i Info) bool { return i.Name == "battery" || i.Value != nil && i.Value.Kind == Drain },
		"battery = drain(100, \"0.4/h\")")
}

func (b *body) firmware(e *Effect) {
	e.Version, _ = b.text("version")
	b.needsInfo(func(i Info) bool { return i.Name == "firmware" }, "firmware = \"1.2.3\"")
}

// needsInfo refuses an effect on a member of device_info that no model has.
func (b *body) needsInfo(fits func(Info) bool, example string) {
	if len(b.d.faultyModels) > 0 || slices.ContainsFunc(b.d.scenario.Models, func(m Model) bool { return m.says(fits) }) {
		return
	}
	b.d.errorf(b.head, "Nothing to change",
		"No model's device_info has what this effect changes. Write device_info { %s } in a model.", example)
}

func (b *body) copies(e *Effect) { e.Copies = b.wholeOr("copies", 1, maxCopies, 1) }

func (b *body) share(e *Effect) {
	if p, ok := b.percent("share"); ok {
		e.Share = p
	}
}

// burst reads the chances of Gilbert and Elliott's channel.
func (b *body) burst(e *Effect) {
	var enters, leaves bool
	e.Enter, enters = b.percent("enter")
	e.Leave, leaves = b.percent("leave")
	switch {
	case !enters || !leaves:
	case e.Enter < minChance || e.Leave < minChance:
		b.d.errorf(b.head, "Bursts without an end", "Both enter and leave are more than 0%%, at least one reading in a billion: a burst begins and ends. What is lost now and then is an effect \"drop\".")
	case e.Enter+e.Leave >= 1:
		b.refuse("leave", "Bursts too short", "enter and leave are together below 100%%: else readings do not hang together, which is an effect \"drop\".")
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

// clockSkew reads what a clock gains: "+2s/h".
func (b *body) clockSkew() *ClockFault {
	text, ok := b.text("rate")
	if !ok {
		return nil
	}
	amount, per, cut := strings.Cut(text, "/")
	gained, problem := signedDuration(amount)
	size, unit := unitOf(per)
	if !cut || problem != "" || unit == "" || unit != per {
		b.refuse("rate", "Duration per time expected",
			"%q is not what a clock gains per time. Write \"+2s/h\", or \"-500ms/h\" for one that loses.", clip(text))
		return nil
	}
	if gained.Abs() >= size {
		b.refuse("rate", "Clock too far off", "A clock gains or loses less than all the time that passes; %q is as much.", clip(text))
		return nil
	}
	return &ClockFault{Gains: &Gains{gained, size}}
}

// clockStep reads how a clock is wrong, in one of three ways.
func (b *body) clockStep() *ClockFault {
	b.oneOf("by", "to", "unit")
	c := &ClockFault{}
	if text, ok := b.text("by"); ok {
		by, problem := signedDuration(text)
		switch {
		case problem != "":
			b.refuse("by", "Invalid duration", "%s", problem)
		case by.Abs() > maxFaultDuration:
			b.refuse("by", "Duration too long", "A duration of a fault is at most %s; this is %s.", durationText(maxFaultDuration), durationText(by.Abs()))
		}
		c.By = by
	}
	if to, ok := b.instant("to"); ok {
		c.To = &to
		if to.Now {
			b.refuse("to", "Instant expected", "A clock is set to an instant that is the same in each run; \"now\" is not. Write a date with time and zone, such as \"1970-01-01T00:00:00Z\".")
		}
	}
	c.Unit, _ = b.choice("unit", []string{"s"})
	return c
}

// signedDuration reads "+1h", "-30m" or "1h".
func signedDuration(text string) (time.Duration, string) {
	unsigned, negative := strings.CutPrefix(text, "-")
	if !negative {
		unsigned = strings.TrimPrefix(text, "+")
	}
	d, problem := parseDuration(unsigned)
	if negative {
		d = -d
	}
	return d, problem
}

// oneOf reports arguments of which not exactly one is written.
func (b *body) oneOf(names ...string) {
	var written []string
	for _, name := range names {
		if b.has(name) {
			written = append(written, name)
		}
	}
	switch len(written) {
	case 0:
		if !b.damaged {
			b.d.errorf(b.head, "Missing argument", "%s needs one of %s.", capital(blockText(b.kind)), list(names, "and"))
		}
	case 1:
	default:
		b.d.errorf(b.args[written[1]].NameRange, "Conflicting arguments",
			"%s has one of %s, not several.", capital(blockText(b.kind)), list(names, "and"))
	}
}
