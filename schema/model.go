package schema

import (
	"cmp"
	"fmt"
	"slices"
	"sync"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// model takes a model block.
func (d *decoder) model(b *body) {
	m := Model{Name: b.name, Range: b.head}
	before := d.errors + d.skipped
	if interval, ok := b.duration("interval", minInterval); ok {
		m.Interval = interval
	}
	m.Jitter = b.jitter()
	m.Tags = b.tags()
	first := map[string]*body{}
	for _, block := range b.inner {
		switch block.Type {
		case "sensor":
			s := d.body(block, sensorType)
			if other := first[s.name]; other != nil && s.named() {
				d.errorf(s.head, "Duplicate sensor",
					"The model %q has a sensor %q already, at %s.", b.name, s.name, where(other.head))
			} else {
				first[s.name] = s
			}
			m.Sensors = append(m.Sensors, d.sensor(s))
		case "device_info":
			m.Info = d.info(d.body(block, deviceInfoType))
		}
	}
	m.order()
	faulty := d.errors+d.skipped > before || b.damaged
	m.Payload = b.payload(&m, faulty)
	if faulty || d.errors+d.skipped > before {
		d.faultyModels = append(d.faultyModels, len(d.scenario.Models))
	}
	d.scenario.Models = append(d.scenario.Models, m)
}

// jitter reads by how much of the interval readings are irregular; nil: not at all.
func (b *body) jitter() *Ratio {
	v, ok := b.value("jitter")
	if !ok {
		return nil
	}
	share, problem := percentValue(v)
	if problem != "" {
		b.refuse("jitter", "Percentage expected", "%s", problem)
		return nil
	}
	r, exact := ratio(share)
	switch {
	case share.Cmp(ratOne) == 0:
		b.refuse("jitter", "Jitter too large",
			"Half of the jitter lies on either side of a reading's time, so at \"100%%\" readings would meet. Write less, such as \"20%%\".")
	case !exact:
		b.refuse("jitter", "Percentage expected", "A jitter is exact, with at most seven decimals: write \"33.3333333%%\".")
	case r.Num > 0:
		return &r
	}
	return nil
}

// order lets expressions know which sensors are written after them.
func (m *Model) order() {
	names := make([]string, len(m.Sensors))
	for i := range m.Sensors {
		names[i] = m.Sensors[i].Name
	}
	sensors := m.Sensors
	read := sync.OnceValue(func() web { return webOf(sensors) }) // only a mistake asks for it
	for i := range m.Sensors {
		s := &m.Sensors[i]
		if s.Formula != nil {
			s.Formula.After = names[i:]
			s.Formula.Circle = func(name string) bool { return read().leads(name, names[i]) }
		}
		for j := range s.Status {
			s.Status[j].When.After = names[i:]
		}
	}
}

// A web is which names the formulas of a model read, by sensor.
type web map[string][]string

// webOf reads it off the formulas.
func webOf(sensors []Sensor) web {
	w := web{}
	for i := range sensors {
		s := &sensors[i]
		if s.Formula == nil {
			continue
		}
		w[s.Name] = s.Formula.identifiers()
	}
	return w
}

// leads says that a sensor is computed from another one, by way of others too.
func (w web) leads(from, to string) bool {
	seen := map[string]bool{from: true}
	for next := []string{from}; len(next) > 0; next = next[1:] {
		for _, name := range w[next[0]] {
			if name == to {
				return true
			}
			if !seen[name] {
				seen[name] = true
				next = append(next, name)
			}
		}
	}
	return false
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
	s.Status = b.statuses("status")
	d.terms(b, &s)
	d.checkSensor(b, &s)
	d.sensors[s.Name] = d.sensors[s.Name] || s.Value == nil || numeric(s.Value)
	return s
}

// terms reads the blocks that say what is added over time.
func (d *decoder) terms(b *body, s *Sensor) {
	for _, block := range b.inner {
		inner := d.body(block, sensorType.block(block.Type))
		switch block.Type {
		case "daily":
			s.Daily = d.rhythm(inner, day)
		case "weekly":
			s.Weekly = d.rhythm(inner, week)
		case "drift":
			s.Drift = d.drift(inner)
		case "step":
			s.Steps = append(s.Steps, d.step(inner))
		case "zone":
			z := d.zone(inner)
			if slices.ContainsFunc(s.Zones, func(o Zone) bool { return o.Scope == z.Scope }) && inner.named() {
				d.errorf(inner.head, "Duplicate zone", "The sensor has a zone %q already. Write both terms in it.", z.Scope)
				continue
			}
			s.Zones = append(s.Zones, z)
		}
	}
	if len(s.Steps) > maxSensorSteps {
		d.errorf(s.Steps[maxSensorSteps].Range, "Too many steps",
			"A sensor has at most %s steps. For a curve write replay(\"readings.csv\", \"column\").", grouped(maxSensorSteps))
	}
	slices.SortStableFunc(s.Steps, func(a, b Step) int { return cmp.Compare(a.At, b.At) })
}

// signal reads where the sensor's values come from: exactly one source.
func (d *decoder) signal(b *body, s *Sensor) {
	b.exclusive("value", "formula")
	s.Value, _ = b.distribution("value", sensorValues)
	s.Formula, _ = b.expression("formula")
	s.Noise, _ = b.distribution("noise", plainNumbers)
	if !b.has("value") && !b.has("formula") && !b.damaged && !b.meant["value"] {
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
	d.checkMemory(b, s)
	if s.Value != nil && !numeric(s.Value) {
		d.checkNumbersOnly(b, s.Value.Kind)
		return
	}
	if s.Value != nil && s.Value.Kind == Walk {
		d.checkWalk(b, s)
	}
	if s.Warning != nil && s.Critical != nil && (s.Critical.Low > s.Warning.Low || s.Critical.High < s.Warning.High) {
		d.warnf(b.rangeOf("critical"), "Critical inside warning",
			"Beyond the critical limits %v the status is critical, so the warning limits %v are partly never seen. What is critical is usually worse.",
			s.Critical, s.Warning)
	}
}

// checkNumbersOnly refuses what only numbers have.
func (d *decoder) checkNumbersOnly(b *body, kind DistributionKind) {
	only := func(name string, at hcl.Range) {
		d.errorf(at, "Numbers only",
			"%s is for sensors that measure numbers; %s(…) does not.", capital(quoted(name)), kind)
	}
	for _, name := range []string{"spread", "trend", "clamp", "digits", "warning", "critical"} {
		if b.has(name) {
			only(name, b.args[name].NameRange)
		}
	}
	for _, block := range b.inner {
		only(block.Type, block.DefRange())
	}
}

// checkWalk demands the ends between which a walk turns round.
func (d *decoder) checkWalk(b *body, s *Sensor) {
	start := s.Value.Args[0]
	switch {
	case !b.has("clamp"), s.Clamp != nil && !s.Clamp.closed():
		d.errorf(b.rangeOf("value"), "Walk without a clamp",
			"walk(…) goes as far as it may: add clamp = [low, high], the ends at which it turns round.")
	case s.Clamp != nil && start.Fixed == nil && (start.Value < s.Clamp.Low || start.Value > s.Clamp.High):
		d.errorf(b.rangeOf("value"), "Walk outside its clamp",
			"The walk starts at %v, which is not within its clamp %v.", start.Value, s.Clamp)
	}
}

// checkMemory refuses a memory where nothing is drawn that could remember.
func (d *decoder) checkMemory(b *body, s *Sensor) {
	problem := ""
	switch {
	case !b.has("memory"):
	case s.Formula != nil:
		switch {
		case !b.has("noise"):
			problem = "In a formula \"memory\" shapes its noise: add noise = normal(0, 1)."
		case s.Noise != nil:
			problem = memoryless(s.Noise.Kind)
		}
	case s.Value != nil:
		problem = memoryless(s.Value.Kind)
	}
	if problem != "" {
		d.errorf(b.args["memory"].NameRange, "Memory without noise", "%s", problem)
	}
}

// memoryless says why a distribution takes no memory, "" when it takes one.
func memoryless(kind DistributionKind) string {
	switch kind {
	case Constant, Fixed:
		return fmt.Sprintf("\"memory\" shapes how readings vary; %s(…) does not vary.", kind)
	case Switch:
		return "\"memory\" shapes how readings vary; how long switch(…) stays on and off are its own two times."
	case Walk:
		return "\"memory\" shapes how readings vary; walk(…) always begins where it was. Its step says how fast it goes."
	case Replay:
		return "\"memory\" shapes how readings vary; replay(…) says what was recorded."
	}
	return ""
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
