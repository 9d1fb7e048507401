package engine

import (
	"math"
	"slices"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/iotsim/iotsim/internal/codec"
	"github.com/iotsim/iotsim/internal/expression"
	"github.com/iotsim/iotsim/internal/signal"
	"github.com/iotsim/iotsim/schema"
)

// A model is a model of the plan made executable.
type model struct {
	*schema.Model
	index     int
	sensors   []sensor
	info      []info
	layout    *codec.Layout
	shape     codec.Model // what layout was compiled from
	usesDay   bool        // something depends on the time of day or week
	usesClock bool        // an expression names t or hour
	slow      int         // recalls of its sensors
	counts    bool        // its payload says device.sequence
	shown     []showing   // of its sensors, in messages
	swapped   int         // longest text that a fault may give to another sensor
}

// A sensor says what it would read if nothing were wrong: the sum of its terms.
type sensor struct {
	*schema.Sensor
	form              form
	once              bool    // drawn once a device, not per reading
	value             variate // of a formula: its noise
	formula           *expression.Formula
	wander            *signal.Wander // nil: white
	twoFold           signal.Switch
	walk              signal.Walk
	series            signal.Series
	spread            *variate
	terms             *terms                  // nil: none
	cosine            bool                    // a daily one, the same for all devices
	words             []*expression.Condition // of its own statuses; nil: none
	slow              int                     // index of its first recall
	warning, critical *band                   // nil without limits
	units             *units                  // nil: limits are not whole units of the last digit, or it says no number
	trend             float64                 // per nanosecond

	tagValue, tagMemory, tagSpread, tagSwitch signal.Tag
}

// form is how a sensor or info comes by its value.
type form uint8

const (
	formVariate form = iota // a distribution
	formFormula
	formSwitch
	formChoice
	formDrain
	formWalk
	formReplay
	formText   // info: a pattern
	formStatic // info: a constant, part of the layout
)

// A variate is a distribution whose parameters may be drawn once a device.
type variate struct {
	signal.Distribution
	texts []string // outcomes of a choice
	drawn bool     // a parameter is
	fixed [2]*variate
	tags  [2]signal.Tag
}

// infoChannel is the first name of every channel of device_info, so no sensor
// may have it.
const infoChannel = "device_info"

// An info is one member of device_info.
type info struct {
	*schema.Info
	form    form
	once    bool // drawn once a device, not per reading
	value   variate
	twoFold signal.Switch
	series  signal.Series
	tag     signal.Tag
}

// newModel compiles a model and checks its formulas. With errors in the
// diagnostics it has all its members still, but cannot be measured.
func newModel(m *schema.Model, index int) (*model, hcl.Diagnostics) {
	compiled := &model{Model: m, index: index, shown: shownBy(m)}
	diags := checkNames(m)
	var before []expression.Name
	shape := codec.Model{Name: m.Name}
	for i := range m.Sensors {
		s, more := newSensor(&m.Sensors[i], before, m.Interval)
		diags = append(diags, more...)
		diags = append(diags, s.newWords(before)...)
		compiled.slow = s.seat(compiled.slow)
		compiled.sensors = append(compiled.sensors, s)
		before = append(before, expression.Name{Name: s.Name, Kind: s.kind()})
		shape.Sensors = append(shape.Sensors, codec.Sensor{
			Name: s.Name, Unit: s.Unit, Kind: s.form.codec(), Null: s.form == formFormula, Words: s.wordNames(),
		})
		t, hour := s.usesTime()
		compiled.usesDay = compiled.usesDay || s.Daily != nil || s.Weekly != nil || hour
		compiled.usesClock = compiled.usesClock || t || hour
	}
	for i := range m.Info {
		in, constant := newInfo(&m.Info[i])
		compiled.info = append(compiled.info, in)
		shape.Info = append(shape.Info, codec.Info{Name: in.Name, Constant: constant, Kind: in.form.codec()})
	}
	if m.Payload != nil {
		payload := newPayload(m, m.Payload)
		shape.Payload = &payload
	}
	compiled.counts = saysSequence(m.Payload)
	compiled.shape, compiled.layout = shape, codec.Compile(shape)
	return compiled, diags
}

func newSensor(s *schema.Sensor, before []expression.Name, interval time.Duration) (sensor, hcl.Diagnostics) {
	compiled := sensor{
		Sensor:    s,
		tagValue:  signal.NewTag(signal.Value, s.Name),
		tagMemory: signal.NewTag(signal.Memory, s.Name),
		tagSpread: signal.NewTag(signal.Spread, s.Name),
		tagSwitch: signal.NewTag(signal.SwitchState, s.Name),
		warning:   newBand(s.Warning, s.Digits),
		critical:  newBand(s.Critical, s.Digits),
		terms:     newTerms(s),
		cosine:    s.Daily != nil && s.Daily.Points == nil && !isDrawn(s.Daily),
	}
	if s.Memory > 0 {
		w := signal.NewWander(int64(s.Memory))
		compiled.wander = &w
	}
	if s.Trend != nil {
		compiled.trend = s.Trend.Amount / float64(s.Trend.Per)
	}
	if s.Spread != nil {
		v := newVariate(s.Spread, s.Name, "spread")
		compiled.spread = &v
	}
	if s.Formula == nil {
		compiled.form, compiled.once = formOf(s.Value)
		compiled.units = newUnits(&compiled)
		compiled.value = newVariate(s.Value, s.Name, "value")
		switch compiled.form {
		case formSwitch:
			compiled.twoFold = newSwitch(s.Value)
		case formWalk:
			compiled.walk = signal.NewWalk(int64(interval))
		case formReplay:
			compiled.series = newSeries(s.Value.Series)
		}
		if compiled.once {
			compiled.tagValue = signal.NewTag(signal.Parameter, s.Name, "value")
		}
		return compiled, nil
	}
	compiled.form = formFormula
	compiled.units = newUnits(&compiled)
	if s.Noise != nil {
		compiled.value = newVariate(s.Noise, s.Name, "noise")
		if _, compiled.once = formOf(s.Noise); compiled.once {
			compiled.tagValue = signal.NewTag(signal.Parameter, s.Name, "noise")
		}
	}
	var diags hcl.Diagnostics
	compiled.formula, diags = expression.CompileFormula(s.Formula, before)
	return compiled, append(diags, compiled.checkNoise()...)
}

// checkNoise holds a formula against the noise that is given to it.
func (s *sensor) checkNoise() hcl.Diagnostics {
	switch {
	case s.formula == nil: // it has errors of its own
		return nil
	case s.formula.UsesNoise && s.Noise == nil:
		return diagnostic(hcl.DiagError, s.formula.Noise, "Noise is not given", "The formula of sensor %q adds noise, but the sensor has none. Write noise = normal(0, 1) beside it.", s.Name)
	case !s.formula.UsesNoise && s.Noise != nil:
		return diagnostic(hcl.DiagWarning, s.Noise.Range, "Noise is not used", "The formula of sensor %q does not name it. Write ... + noise in the formula.", s.Name)
	}
	return nil
}

// checkNames refuses sensors that a formula could not tell from its own names.
func checkNames(m *schema.Model) hcl.Diagnostics {
	var diags hcl.Diagnostics
	for i := range m.Sensors {
		s := &m.Sensors[i]
		means := expression.Reserved(s.Name)
		if s.Name == infoChannel {
			means = "the block beside the sensors"
		}
		if means != "" {
			diags = append(diags, diagnostic(hcl.DiagError, s.Range, "Sensor name is reserved",
				"In an expression %q means %s. Choose another name for the sensor.", s.Name, means)...)
		}
	}
	return diags
}

func newInfo(in *schema.Info) (info, *codec.Value) {
	compiled := info{
		Info: in,
		tag:  signal.NewTag(signal.Value, infoChannel, in.Name),
	}
	switch {
	case in.Number != nil:
		var v codec.Value
		number(&v, *in.Number, maxDigits)
		compiled.form = formStatic
		return compiled, &v
	case in.Bool != nil:
		var v codec.Value
		boolean(&v, *in.Bool)
		compiled.form = formStatic
		return compiled, &v
	case in.Text != nil:
		compiled.form = formText
		if text, ok := constantText(in.Text); ok {
			compiled.form = formStatic
			return compiled, &codec.Value{Kind: codec.Text, Text: []byte(text)}
		}
	default:
		compiled.form, compiled.once = formOf(in.Value)
		compiled.value = newVariate(in.Value, infoChannel, in.Name)
		if compiled.form == formReplay {
			compiled.series = newSeries(in.Value.Series)
		}
		if compiled.form == formSwitch {
			compiled.tag = signal.NewTag(signal.SwitchState, infoChannel, in.Name)
			compiled.twoFold = newSwitch(in.Value)
		}
		if compiled.once {
			compiled.tag = signal.NewTag(signal.Parameter, infoChannel, in.Name)
		}
	}
	return compiled, nil
}

func constantText(p *schema.Pattern) (string, bool) {
	text := ""
	for _, part := range p.Parts {
		if part.Field != "" {
			return "", false
		}
		text += part.Text
	}
	return text, true
}

// formOf is how a distribution is drawn, and whether once a device.
func formOf(d *schema.Distribution) (f form, once bool) {
	switch d.Kind {
	case schema.Fixed:
		f, _ = formOf(d.Of)
		return f, true
	case schema.Switch:
		return formSwitch, false
	case schema.Choice:
		return formChoice, false
	case schema.Drain:
		return formDrain, false
	case schema.Walk:
		return formWalk, false
	case schema.Replay:
		return formReplay, false
	}
	return formVariate, false
}

func newSwitch(d *schema.Distribution) signal.Switch {
	return signal.NewSwitch(int64(d.Args[0].Value), int64(d.Args[1].Value))
}

func (s *sensor) kind() expression.Kind {
	switch s.form {
	case formSwitch:
		return expression.Bool
	case formChoice:
		return expression.Text
	}
	return expression.Number
}

// codec is what such values are in a message.
func (f form) codec() codec.Kind {
	switch f {
	case formText, formChoice:
		return codec.Text
	case formSwitch:
		return codec.Bool
	}
	return codec.Number
}

// kinds pairs the language's distributions with those that signal draws.
var kinds = map[schema.DistributionKind]signal.Kind{
	schema.Constant:    signal.KindConstant,
	schema.Normal:      signal.KindNormal,
	schema.Lognormal:   signal.KindLognormal,
	schema.Uniform:     signal.KindUniform,
	schema.Exponential: signal.KindExponential,
	schema.Weibull:     signal.KindWeibull,
	schema.Poisson:     signal.KindPoisson,
}

// distribution is d without drawn parameters; nil stays nil.
func distribution(d *schema.Distribution) *signal.Distribution {
	if d == nil {
		return nil
	}
	if d.Kind == schema.Poisson && d.Args[0].Fixed == nil {
		counts := signal.NewPoisson(d.Args[0].Value)
		return &counts
	}
	out := signal.Distribution{Kind: kinds[d.Kind]}
	for i, a := range d.Args {
		*[]*float64{&out.A, &out.B}[i] = a.Value
	}
	return &out
}

// newVariate compiles a distribution. channel names the term, for the streams
// of parameters that are drawn once a device.
func newVariate(d *schema.Distribution, channel ...string) variate {
	if d.Kind == schema.Fixed {
		d = d.Of
	}
	if d.Kind == schema.Choice {
		return newChoice(d)
	}
	v := variate{Distribution: *distribution(d)}
	for i, a := range d.Args {
		if a.Fixed == nil {
			continue
		}
		name := append(append([]string(nil), channel...), string('0'+rune(i)))
		of := newVariate(a.Fixed, name...)
		v.drawn = true
		v.fixed[i], v.tags[i] = &of, signal.NewTag(signal.Parameter, name...)
	}
	return v
}

func newChoice(d *schema.Distribution) variate {
	var v variate
	var weights []float64
	for _, o := range d.Choices {
		v.texts = append(v.texts, o.Text)
		weights = append(weights, o.Weight)
	}
	v.Distribution = signal.NewChoice(weights...)
	return v
}

// of is the distribution of one device; own is where it may be kept.
func (v *variate) of(device signal.Key, own *signal.Distribution) *signal.Distribution {
	if !v.drawn {
		return &v.Distribution
	}
	*own = v.Distribution
	own.A, own.B = v.parameters(device)
	return own
}

// parameters are A and B of one device. Nothing here is handed on by pointer,
// which in a function that calls itself would go to the heap.
func (v *variate) parameters(device signal.Key) (a, b float64) {
	all := [2]float64{v.A, v.B}
	for i, of := range v.fixed {
		if of != nil {
			d := of.Distribution
			d.A, d.B = of.parameters(device)
			all[i] = d.Quantile(device.Stream(v.tags[i]).Word(0))
		}
	}
	return all[0], all[1]
}

// pick is the outcome of a choice.
func (v *variate) pick(word uint64) string { return v.texts[v.Pick(word)] }

// hourNanos is the unit of a drain's rate.
const hourNanos = 3.6e12

// life is the time from which a device is silent because something in it has
// run empty: drain(start, rate) reaches zero at start/rate.
func (m *model) life(device signal.Key) int64 {
	life := int64(math.MaxInt64)
	end := func(f form, v *variate) {
		if f != formDrain {
			return
		}
		d := v.of(device, new(signal.Distribution))
		if zero := math.Ceil(d.A * hourNanos / d.B); zero < math.MaxInt64 {
			life = min(life, max(int64(zero), 0))
		}
	}
	for i := range m.sensors {
		end(m.sensors[i].form, &m.sensors[i].value)
	}
	for i := range m.info {
		end(m.info[i].form, &m.info[i].value)
	}
	return life
}

// drains says whether devices of the model fall silent at all.
func (m *model) drains() bool { return m.says(formDrain) }

// says says whether a sensor or info of the model is of a form.
func (m *model) says(f form) bool {
	return slices.ContainsFunc(m.sensors, func(s sensor) bool { return s.form == f }) ||
		slices.ContainsFunc(m.info, func(in info) bool { return in.form == f })
}
