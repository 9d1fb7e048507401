package engine

import (
	"math"

	"github.com/iotsim/iotsim/internal/codec"
	"github.com/iotsim/iotsim/internal/expression"
	"github.com/iotsim/iotsim/internal/signal"
)

// A frame is the working memory in which one reading is measured. It is reused
// from reading to reading; nothing in it outlives the next.
type frame struct {
	expression.Frame
	clear    []codec.Value // what would be sent without effects
	sent     []codec.Value
	statuses []codec.Status
	info     []codec.Value
	text     []byte              // backs the texts of values
	own      signal.Distribution // of a device whose parameters are drawn
}

// grow makes room for a model's sensors and infos.
func (f *frame) grow(m *model) {
	if n := len(m.sensors); n > len(f.Numbers) {
		f.Numbers, f.Bools, f.Texts = make([]float64, n), make([]bool, n), make([]string, n)
		f.clear, f.sent, f.statuses = make([]codec.Value, n), make([]codec.Value, n), make([]codec.Status, n)
	}
	if n := len(m.info); n > len(f.info) {
		f.info = make([]codec.Value, n)
	}
}

// say sets a text value, backed by the frame.
func (f *frame) say(v *codec.Value, text string) {
	start := len(f.text)
	f.text = append(f.text, text...)
	v.Kind, v.Text = codec.Text, f.text[start:]
}

// measure computes what the model's first n sensors would read at t without
// clamp, rounding and faults. r may be nil.
func (m *model) measure(f *frame, n int, device signal.Key, tick, t int64, c *calendar, r []recall) {
	day := int64(0)
	if m.usesDay {
		day = c.timeOfDay(t)
	}
	if m.usesClock {
		f.T, f.Hour = float64(t)/1e9, float64(day)/hourNanos
	}
	for i := 0; i < n; i++ {
		s := &m.sensors[i]
		switch s.form {
		case formSwitch:
			f.Bools[i] = s.switched(device, t, r)
		case formChoice:
			f.Texts[i] = s.value.pick(device.Stream(s.tagValue).Word(s.word(tick)))
		case formDrain:
			d := s.value.of(device, &f.own)
			f.Numbers[i] = s.offset(device, t, day, r, d.A-float64(float64(t)/hourNanos*d.B))
		case formFormula:
			if s.formula.UsesNoise {
				f.Noise = s.draw(device, s.word(tick), t, r)
			}
			f.Numbers[i] = s.offset(device, t, day, r, s.formula.Eval(&f.Frame))
		default:
			f.Numbers[i] = s.offset(device, t, day, r, s.draw(device, s.word(tick), t, r))
		}
	}
}

// word is the word that a tick reads: always the first of what is drawn once.
func (s *sensor) word(tick int64) int64 {
	if s.once {
		return 0
	}
	return tick
}

// draw is the sensor's own noise: white, or wandering with its memory.
func (s *sensor) draw(device signal.Key, tick, t int64, r []recall) float64 {
	var own signal.Distribution
	d := s.value.of(device, &own)
	if s.wander != nil && !s.once {
		return d.Shape(s.wandering(device, t, r))
	}
	return d.Quantile(device.Stream(s.tagValue).Word(tick))
}

// offset adds the terms that move slowly: spread, trend and day.
func (s *sensor) offset(device signal.Key, t, day int64, r []recall, v float64) float64 {
	if s.spread != nil {
		v += s.spreading(device, r)
	}
	if s.trend != 0 {
		v += float64(s.trend * float64(t))
	}
	if s.Daily != nil {
		v += float64(s.Daily.Amplitude * signal.Cosine(day-int64(s.Daily.Peak), dayNanos))
	}
	return v
}

// say turns x, the measured number of sensor i changed by effects or not, into
// what a message holds: clamped, then rounded.
func (s *sensor) say(v *codec.Value, f *frame, i int, x float64) {
	switch s.form {
	case formSwitch:
		boolean(v, f.Bools[i])
		return
	case formChoice:
		f.say(v, f.Texts[i])
		return
	}
	if s.Clamp != nil {
		x = min(max(x, s.Clamp.Low), s.Clamp.High) // NaN stays NaN
	}
	if s.form == formDrain {
		drained(v, x, s.Digits)
		return
	}
	number(v, x, s.Digits)
}

// status judges the value that is sent.
func (s *sensor) status(v *codec.Value) codec.Status {
	if v.Kind == codec.Bool {
		if v.Fixed != 0 {
			return codec.On
		}
		return codec.Off
	}
	if s.critical != nil && !s.critical.holds(v) {
		return codec.Critical
	}
	if s.warning != nil && !s.warning.holds(v) {
		return codec.Warning
	}
	return codec.Normal
}

// measureInfo fills the members of device_info that are not constant.
func (m *model) measureInfo(f *frame, g *group, device int64, key signal.Key, tick, t int64) {
	for i := range m.info {
		in, word := &m.info[i], tick
		if in.once {
			word = 0
		}
		switch in.form {
		case formText:
			start := len(f.text)
			f.text = g.texts[i].append(f.text, g, device)
			f.info[i].Kind, f.info[i].Text = codec.Text, f.text[start:]
		case formChoice:
			f.say(&f.info[i], in.value.pick(key.Stream(in.tag).Word(word)))
		case formSwitch:
			boolean(&f.info[i], in.twoFold.At(key.Stream(in.tag), t))
		case formDrain:
			d := in.value.of(key, &f.own)
			drained(&f.info[i], d.A-float64(float64(t)/hourNanos*d.B), 0)
		case formVariate:
			d := in.value.of(key, &f.own)
			number(&f.info[i], d.Quantile(key.Stream(in.tag).Word(word)), 0)
		}
	}
}

// maxDigits is enough for any decimal that is written down exactly.
const maxDigits = 12

// scales are the powers of ten of the digits that a sensor may have.
var scales = [maxDigits + 1]float64{
	1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12,
}

// largestNumber is where a number stops being a measurement: what reaches it is
// null, like what is not finite, so that no number has more than widestNumber
// characters.
const largestNumber = 1e21

// number sets v to x rounded half away from zero. What is not finite is null.
// Of a value, only the members that its kind names are set: the rest is left
// from its last use.
func number(v *codec.Value, x float64, digits int) {
	if fixed, ok := signal.Quantize(x, digits); ok {
		v.Kind, v.Digits, v.Fixed = codec.Number, uint8(digits), fixed
		return
	}
	v.Kind, v.Float = codec.Float, x
	if !(math.Abs(x) < largestNumber) {
		v.Kind = codec.Null
	}
}

// drained sets v to x rounded up: a battery says 1 until it is empty.
func drained(v *codec.Value, x float64, digits int) {
	scale := scales[digits]
	number(v, math.Ceil(float64(x*scale))/scale, digits)
}

func boolean(v *codec.Value, b bool) {
	v.Kind, v.Fixed = codec.Bool, 0
	if b {
		v.Fixed = 1
	}
}

// numeric is a value as a number, NaN when it is none.
func numeric(v *codec.Value) float64 {
	switch v.Kind {
	case codec.Number:
		return float64(v.Fixed) / scales[v.Digits]
	case codec.Float:
		return v.Float
	}
	return math.NaN()
}

// same says whether two values read the same in a message.
func same(a, b *codec.Value) bool {
	if a.Kind != b.Kind {
		return false
	}
	switch a.Kind {
	case codec.Number:
		return numeric(a) == numeric(b)
	case codec.Bool:
		return a.Fixed == b.Fixed
	case codec.Float:
		return a.Float == b.Float
	case codec.Text:
		return string(a.Text) == string(b.Text)
	}
	return true
}
