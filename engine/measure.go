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
	measured []float64 // what effects made of Numbers
	text     []byte    // backs the texts of values
	model    *model    // what there is room for
}

// reset empties the frame, and makes room for a model's sensors and infos.
func (f *frame) reset(m *model) {
	f.text = f.text[:0]
	if f.model == m {
		return
	}
	f.model = m
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

// blockReadings is how many readings are measured together: enough to hide that
// a draw takes some nanoseconds, few enough to stay in the nearest cache.
const blockReadings = 8

// A block is readings of one model that are measured together, a term of a
// sensor at a time over all of them. What one reading needs never depends on
// another, so the processor works on several at once.
type block struct {
	n      int // readings in it
	model  *model
	places [blockReadings]instant
	frames [blockReadings]frame
	x      [blockReadings]float64 // of the sensor at hand: the sum of its terms so far
	nulls  int64                  // values in clear that are no finite number
}

// An instant is a device at a tick of its own.
type instant struct {
	*group
	index   int64 // of the device in the fleet
	device  signal.Key
	tick, t int64
	local   int64    // time since a local Monday's midnight; 0 where the model does not ask
	recalls []recall // of the device's slow signals; nil: nothing is remembered
}

// reset empties the block for readings of a model.
func (b *block) reset(m *model) { b.n, b.model, b.nulls = 0, m, 0 }

// add puts a reading into the block.
func (b *block) add(r *reading, g *group, c *calendar, recalls []recall) {
	b.put(r.entry.device, r.key, r.tick, r.due, g, c, recalls)
}

// put is add for what is known of a reading.
func (b *block) put(index int64, device signal.Key, tick, t int64, g *group, c *calendar, recalls []recall) {
	at := &b.places[b.n]
	at.group, at.index = g, index
	at.device, at.tick, at.t, at.recalls = device, tick, t, recalls
	f := &b.frames[b.n]
	f.reset(b.model)
	if b.model.usesDay {
		at.local = c.timeOfWeek(t)
	}
	if b.model.usesClock {
		f.T, f.Hour = float64(t)/1e9, float64(at.local%dayNanos)/hourNanos
	}
	b.n++
}

// measure computes what the model's first n sensors say when no fault touches
// them: Numbers holds the sums of their terms, clear what is left of those after
// clamp and rounding.
func (b *block) measure(n int) {
	for i := 0; i < n; i++ {
		s := &b.model.sensors[i]
		switch s.form {
		case formSwitch:
			b.turn(s, i)
			continue
		case formChoice:
			for j := range b.places[:b.n] {
				at := &b.places[j]
				word := at.device.Stream(s.tagValue).Word(s.word(at.tick))
				if s.wander != nil {
					word = signal.NormalWord(s.wandering(at.device, at.t, at.recalls))
				}
				b.frames[j].Texts[i] = s.value.pick(word)
			}
		case formDrain:
			b.drain(&s.value)
			b.offset(s, i)
		case formFormula:
			b.formula(s)
			b.offset(s, i)
		case formWalk:
			b.roam(s)
			b.offset(s, i)
		case formReplay:
			b.replay(&s.series)
			b.offset(s, i)
		default:
			b.draw(s)
			b.offset(s, i)
		}
		b.say(s, i)
	}
}

// word is the word that a tick reads: always the first of what is drawn once.
func (s *sensor) word(tick int64) int64 {
	if s.once {
		return 0
	}
	return tick
}

// draw sets x to the sensor's own noise: white, or wandering with its memory.
func (b *block) draw(s *sensor) {
	if s.wander != nil && !s.once {
		for j := range b.places[:b.n] {
			at := &b.places[j]
			b.x[j] = s.wandering(at.device, at.t, at.recalls)
		}
		b.shape(&s.value)
		return
	}
	b.quantile(&s.value, s.tagValue, s.once)
}

// quantile sets x to draws of a distribution, the first of the stream or, of what
// is drawn per reading, that of the tick.
func (b *block) quantile(v *variate, tag signal.Tag, once bool) {
	d, own := &v.Distribution, signal.Distribution{}
	for j := range b.places[:b.n] {
		at := &b.places[j]
		tick := at.tick
		if once {
			tick = 0
		}
		word := at.device.Stream(tag).Word(tick)
		switch {
		case v.drawn:
			d = v.of(at.device, &own)
			b.x[j] = d.Quantile(word)
		case d.Kind == signal.KindNormal: // as most are: Quantile without the call
			b.x[j] = d.A + float64(d.B*signal.Normal(word))
		default:
			b.x[j] = d.Quantile(word)
		}
	}
}

// shape turns standard Gaussians in x into draws of a distribution.
func (b *block) shape(v *variate) {
	d, own := &v.Distribution, signal.Distribution{}
	for j := range b.places[:b.n] {
		if v.drawn {
			d = v.of(b.places[j].device, &own)
		}
		b.x[j] = d.Shape(b.x[j])
	}
}

// drain sets x to what is left of a drain.
func (b *block) drain(v *variate) {
	d, own := &v.Distribution, signal.Distribution{}
	for j := range b.places[:b.n] {
		at := &b.places[j]
		if v.drawn {
			d = v.of(at.device, &own)
		}
		b.x[j] = d.A - float64(float64(at.t)/hourNanos*d.B)
	}
}

// turn fills in the state of switch i.
func (b *block) turn(s *sensor, i int) {
	for j := range b.places[:b.n] {
		at, f := &b.places[j], &b.frames[j]
		on := s.switched(at.device, at.t, at.recalls)
		f.Bools[i] = on
		boolean(&f.clear[i], on)
		f.statuses[i] = codec.Off - codec.Status(f.clear[i].Fixed) // On is just before
	}
	if s.words != nil {
		b.judge(s, i)
	}
}

// formula sets x to the sensor's formula over the numbers before it.
func (b *block) formula(s *sensor) {
	if s.formula.UsesNoise {
		b.draw(s)
	}
	for j := range b.places[:b.n] {
		f := &b.frames[j].Frame
		f.Noise = b.x[j]
		b.x[j] = s.formula.Eval(f)
	}
}

// offset adds the terms that move slowly: spread, trend, day and the like. The sums are
// what formulas behind this sensor read.
func (b *block) offset(s *sensor, i int) {
	if s.spread != nil {
		for j := range b.places[:b.n] {
			at := &b.places[j]
			b.x[j] += s.spreading(at.device, at.recalls)
		}
	}
	if s.trend != 0 {
		for j := range b.places[:b.n] {
			b.x[j] += float64(s.trend * float64(b.places[j].t))
		}
	}
	if s.cosine {
		for j := range b.places[:b.n] {
			b.x[j] += float64(s.Daily.Amplitude * signal.Cosine(b.places[j].local-int64(s.Daily.Peak), dayNanos))
		}
	}
	if s.terms != nil {
		b.term(s.terms)
	}
	for j := range b.places[:b.n] {
		b.frames[j].Numbers[i] = b.x[j]
	}
}

// say fills in what is clear of sensor i, and its status.
func (b *block) say(s *sensor, i int) {
	u := s.units
	for j := range b.places[:b.n] {
		f := &b.frames[j]
		v := &f.clear[i]
		if u != nil {
			if fixed, ok := signal.Round(b.x[j], u.scale); ok {
				v.Kind, v.Digits = codec.Number, u.digits
				v.Fixed, f.statuses[i] = u.judge(fixed)
				continue
			}
		}
		s.say(v, f, i, f.Numbers[i])
		f.statuses[i] = s.status(v)
		if v.Kind == codec.Null {
			b.nulls++
		}
	}
	if s.words != nil {
		b.judge(s, i)
	}
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

// inform fills the members of device_info that are not constant.
func (b *block) inform() {
	for i := range b.model.info {
		in := &b.model.info[i]
		switch in.form {
		case formText:
			for j := range b.places[:b.n] {
				f, at := &b.frames[j], &b.places[j]
				start := len(f.text)
				f.text = at.texts[i].append(f.text, at.group, at.index)
				f.info[i].Kind, f.info[i].Text = codec.Text, f.text[start:]
			}
		case formChoice:
			for j := range b.places[:b.n] {
				b.frames[j].say(&b.frames[j].info[i], in.value.pick(b.word(in, j)))
			}
		case formSwitch:
			for j := range b.places[:b.n] {
				at := &b.places[j]
				boolean(&b.frames[j].info[i], in.twoFold.At(at.device.Stream(in.tag), at.t))
			}
		case formDrain:
			b.drain(&in.value)
			for j := range b.places[:b.n] {
				drained(&b.frames[j].info[i], b.x[j], 0)
			}
		case formReplay:
			b.replay(&in.series)
			for j := range b.places[:b.n] {
				number(&b.frames[j].info[i], b.x[j], 0)
			}
		case formVariate:
			b.quantile(&in.value, in.tag, in.once)
			for j := range b.places[:b.n] {
				number(&b.frames[j].info[i], b.x[j], 0)
			}
		}
	}
}

// word is what an info draws from at reading j.
func (b *block) word(in *info, j int) uint64 {
	at := &b.places[j]
	tick := at.tick
	if in.once {
		tick = 0
	}
	return at.device.Stream(in.tag).Word(tick)
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
	if y := math.Ceil(float64(x * scale)); math.Abs(y) < 1<<53 {
		v.Kind, v.Digits, v.Fixed = codec.Number, uint8(digits), int64(y)
		return
	}
	number(v, x, digits)
}

func boolean(v *codec.Value, b bool) {
	n := int64(0)
	if b { // set without a jump, which would be guessed wrong as often as not
		n = 1
	}
	v.Kind, v.Fixed = codec.Bool, n
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
