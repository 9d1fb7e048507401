package schema

import (
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// model takes a model block.
func (d *decoder) model(b *body) {
	m := Model{Name: b.name, Range: b.head}
	before := d.errors
	if interval, ok := b.duration("interval", minInterval); ok {
		m.Interval = interval
	}
	first := map[string]*body{}
	for _, block := range b.inner {
		switch block.Type {
		case "sensor":
			s := d.body(block, sensorType)
			if !s.named() {
				continue
			}
			if other := first[s.name]; other != nil {
				d.errorf(s.head, "Duplicate sensor",
					"The model %q has a sensor %q already, at %s.", b.name, s.name, where(other.head))
				continue
			}
			first[s.name] = s
			m.Sensors = append(m.Sensors, d.sensor(s))
		case "device_info":
			m.Info = d.info(d.body(block, deviceInfoType))
		}
	}
	m.Payload = b.payload(&m, d.errors > before)
	if d.errors > before {
		d.faultyModels = append(d.faultyModels, len(d.scenario.Models))
	}
	d.scenario.Models = append(d.scenario.Models, m)
}

// sensor takes a sensor block.
func (d *decoder) sensor(b *body) Sensor {
	s := Sensor{Name: b.name, Digits: 2, Range: b.head}
	s.Unit, _ = b.text("unit")
	d.signal(b, &s)
	s.Memory, _ = b.duration("memory", 1)
	s.Spread, _ = b.distribution("spread", plainNumbers)
	if c, ok := b.change("trend"); ok {
		s.Trend = &c
	}
	s.Clamp, _ = b.limits("clamp")
	if n, ok := b.whole("digits", 0, maxDigits); ok {
		s.Digits = int(n)
	}
	s.Warning, _ = b.limits("warning")
	s.Critical, _ = b.limits("critical")
	for _, block := range b.inner {
		s.Daily = d.daily(d.body(block, sensorType.block("daily")))
	}
	d.checkSensor(b, &s)
	d.sensors[s.Name] = d.sensors[s.Name] || s.Value == nil || numeric(s.Value)
	return s
}

// signal reads where the sensor's values come from: exactly one source.
func (d *decoder) signal(b *body, s *Sensor) {
	b.exclusive("value", "formula")
	s.Value, _ = b.distribution("value", sensorValues)
	s.Formula, _ = b.expression("formula")
	s.Noise, _ = b.distribution("noise", plainNumbers)
	if !b.has("value") && !b.has("formula") {
		d.errorf(b.head, "Missing argument",
			"A sensor needs \"value\", a distribution such as normal(24, 1), or \"formula\", an expression in quotes.")
	}
	if b.has("noise") && !b.has("formula") {
		d.errorf(b.args["noise"].NameRange, "Noise without a formula",
			"\"noise\" is what the word noise means in a formula. To vary a value write its distribution: value = normal(24, 1).")
	}
}

// checkSensor checks arguments against each other.
func (d *decoder) checkSensor(b *body, s *Sensor) {
	if s.Value != nil && !numeric(s.Value) {
		for _, name := range []string{"memory", "spread", "trend", "clamp", "digits", "warning", "critical"} {
			if b.has(name) {
				d.errorf(b.args[name].NameRange, "Numbers only",
					"%s is for sensors that measure numbers; %s(…) does not.", capital(quoted(name)), s.Value.Kind)
			}
		}
		if s.Daily != nil {
			d.errorf(s.Daily.Range, "Numbers only",
				"\"daily\" is for sensors that measure numbers; %s(…) does not.", s.Value.Kind)
		}
		return
	}
	d.checkMemory(b, s)
	if s.Warning != nil && s.Critical != nil && (s.Critical.Low > s.Warning.Low || s.Critical.High < s.Warning.High) {
		d.warnf(b.rangeOf("critical"), "Critical inside warning",
			"Beyond the critical limits [%v, %v] the status is critical, so the warning limits [%v, %v] are partly never seen. What is critical is usually worse.",
			s.Critical.Low, s.Critical.High, s.Warning.Low, s.Warning.High)
	}
}

// checkMemory refuses a memory where nothing is drawn that could remember.
func (d *decoder) checkMemory(b *body, s *Sensor) {
	switch {
	case !b.has("memory"):
	case s.Value != nil && !s.Value.random():
		d.errorf(b.args["memory"].NameRange, "Memory without noise",
			"\"memory\" shapes how readings vary; %s(…) does not vary.", s.Value.Kind)
	case s.Formula != nil && !b.has("noise"):
		d.errorf(b.args["memory"].NameRange, "Memory without noise",
			"In a formula \"memory\" shapes its noise: add noise = normal(0, 1).")
	}
}

func (d *decoder) daily(b *body) *Daily {
	day := &Daily{Range: b.head}
	var ok bool
	if day.Amplitude, ok = b.number("amplitude"); ok && day.Amplitude < 0 {
		b.refuse("amplitude", "Negative amplitude",
			"An amplitude is not negative. To have the trough at that time, move the peak by twelve hours.")
	}
	day.Peak, _ = b.clock("peak")
	return day
}

// info takes device_info: members in the order written.
func (d *decoder) info(b *body) []Info {
	var all []Info
	for _, a := range b.all {
		info := Info{Name: a.Name, Range: a.Range()}
		v, ok := b.evaluate(a)
		if !ok {
			continue
		}
		if b.infoValue(a, v, &info) {
			all = append(all, info)
		}
	}
	return all
}

func (b *body) infoValue(a *hclsyntax.Attribute, v cty.Value, info *Info) bool {
	switch v.Type() {
	case cty.String:
		p, ok := b.d.patternOf(v.AsString(), deviceFields, a.Expr.Range(), b.literal(a))
		info.Text = &p
		return ok
	case cty.Number:
		f, ok := numberValue(v)
		info.Number = &f
		return ok
	case cty.Bool:
		t := v.True()
		info.Bool = &t
		return true
	case distributionType:
		d, ok := b.fitting(v.EncapsulatedValue().(*Distribution), a.Name, infoValues)
		info.Value = d
		return ok
	}
	b.d.errorf(a.Expr.Range(), "Invalid device_info",
		"device_info holds texts, numbers, bools and distributions; this is %s.", typeName(v.Type()))
	return false
}
