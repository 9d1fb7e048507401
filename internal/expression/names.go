package expression

import (
	"iter"
	"maps"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/types"

	"github.com/iotsim/iotsim/schema"
)

// Reserved is what expressions mean by a name, which so cannot be a sensor's; "" for
// a name that is free.
func Reserved(name string) string {
	switch name {
	case "t":
		return "the seconds since the start"
	case "hour":
		return "the hour of the day"
	case "noise":
		return "a draw of the sensor's noise"
	case "value":
		return "what the sensor says"
	case "device":
		return "the device, as in device.room"
	case "var", "local":
		return "the variables and locals of the file"
	}
	return ""
}

// scope is what an expression may name: plain names, and members of
// objects. An operand here reads the frame F, or is a constant.
type scope[F any] struct {
	names   map[string]operand[F]
	objects map[string]map[string]operand[F]
	tag     func(name string) operand[F] // device.tags.NAME; nil: there are no tags
	later   map[string]string            // names of the language that this expression cannot use, and why
	sees    string                       // what is known, for the message about a name that is not

	// wholes says that a literal without a fraction is a whole number. In a
	// formula it is not: everything there is a float64.
	wholes bool
}

const (
	timeUnits    = "Numbers have no units here: t is in seconds, hour in hours."
	measureUnits = "Numbers have no units here: rate is records a second, lag and ack_latency are in milliseconds."
)

// formulaScope is the sensors before the formula's own, and the reading's own facts.
func formulaScope(e *schema.Expression, sensors []Name) scope[Frame] {
	s := scope[Frame]{
		names:   make(map[string]operand[Frame], len(sensors)+3),
		objects: constantObjects[Frame](e, false),
		later: map[string]string{
			"value":  "The value is known to status only.",
			"device": "A formula knows readings, and not the device that makes them.",
		},
	}
	before := make([]string, len(sensors))
	for slot, sensor := range sensors {
		s.names[sensor.Name] = sensorOperand(slot, sensor.Kind)
		before[slot] = sensor.Name
	}
	afterwards(e, s.later)
	unitless(e, s.later, timeUnits)
	s.sees = "A formula sees noise, t, hour, var, local and the sensors written before its own" + listed(before) + "."
	s.names["noise"] = numberOf(func(f *Frame) float64 { return f.Noise })
	s.names["t"] = numberOf(func(f *Frame) float64 { return f.T })
	s.names["hour"] = numberOf(func(f *Frame) float64 { return f.Hour })
	return s
}

// afterwards says of the sensors that are written after an expression why it
// cannot see them.
func afterwards(e *schema.Expression, later map[string]string) {
	for i, name := range e.After {
		switch {
		case later[name] != "":
		case i == 0:
			later[name] = "It is this sensor itself, which sees those written before it only."
		default:
			later[name] = "Sensor \"" + name + "\" is written after sensor \"" + e.After[0] + "\", which sees those before it only: move it up."
		}
	}
}

// unitless are the units that authors write behind numbers, with what numbers are
// without them. A sensor may be called so.
func unitless(e *schema.Expression, later map[string]string, why string) {
	for _, unit := range []string{"ms", "s", "m", "min", "h", "d"} {
		if later[unit] == "" && !e.Open {
			later[unit] = why
		}
	}
}

// listed is names in parentheses, or nothing when there are none or too many.
func listed(names []string) string {
	if len(names) == 0 || len(names) > listedNames {
		return ""
	}
	return " (" + strings.Join(names, ", ") + ")"
}

func sensorOperand(slot int, kind Kind) operand[Frame] {
	switch kind {
	case Bool:
		return truthOf(func(f *Frame) bool { return f.Bools[slot] })
	case Text:
		return textOf(func(f *Frame) string { return f.Texts[slot] })
	}
	return numberOf(func(f *Frame) float64 { return f.Numbers[slot] })
}

// Tags are members of a member of device, with names that are the author's.
const (
	deviceObject = "device"
	tagsMember   = "tags"
)

// deviceScope is device and the constants. A floor that is left out is NaN,
// which equals nothing and is neither below nor above anything; a tag that a
// device does not have is empty.
func deviceScope(e *schema.Expression) scope[Device] {
	objects := constantObjects[Device](e, true)
	objects[deviceObject] = map[string]operand[Device]{
		"id":       textOf(func(d *Device) string { return d.ID }),
		"n":        wholeOf(func(d *Device) float64 { return float64(d.N) }),
		"index":    wholeOf(func(d *Device) float64 { return float64(d.Index) }),
		"model":    textOf(func(d *Device) string { return d.Model }),
		"building": textOf(func(d *Device) string { return d.Building }),
		"room":     textOf(func(d *Device) string { return d.Room }),
		"address":  textOf(func(d *Device) string { return d.Address }),
		"floor": wholeOf(func(d *Device) float64 {
			if d.Floor == nil {
				return math.NaN()
			}
			return float64(*d.Floor)
		}),
	}
	const where = "A selector is decided while planning, before there are readings."
	return scope[Device]{
		objects: objects,
		tag: func(name string) operand[Device] {
			return textOf(func(d *Device) string { return d.Tags[name] })
		},
		later:  map[string]string{"t": where, "hour": where, "noise": where, "value": where},
		sees:   "A selector sees device, var and local.",
		wholes: true,
	}
}

// The objects that measures are members of.
const (
	ackLatency = "ack_latency"
	lag        = "lag"
)

// measureScope is what a run measured, and the constants.
func measureScope(e *schema.Expression) scope[Measures] {
	count := func(read func(*Measures) int64) operand[Measures] {
		return wholeOf(func(m *Measures) float64 { return float64(read(m)) })
	}
	objects := constantObjects[Measures](e, true)
	objects[ackLatency] = latencies(func(m *Measures) *Latency { return &m.AckLatency })
	objects[ackLatency]["mean"] = numberOf(func(m *Measures) float64 { return m.AckLatency.Mean })
	objects[lag] = latencies(func(m *Measures) *Latency { return &m.Lag })
	const measured = "An expectation is about what a run measured, all devices together."
	later := map[string]string{"t": measured, "hour": measured, "noise": measured, "value": measured, "device": measured}
	unitless(e, later, measureUnits)
	return scope[Measures]{
		names: map[string]operand[Measures]{
			"sent":    count(func(m *Measures) int64 { return m.Sent }),
			"acked":   count(func(m *Measures) int64 { return m.Acked }),
			"failed":  count(func(m *Measures) int64 { return m.Failed }),
			"unknown": count(func(m *Measures) int64 { return m.Unknown }),
			"devices": count(func(m *Measures) int64 { return m.Devices }),
			"rate":    numberOf(func(m *Measures) float64 { return m.Rate }),
		},
		objects: objects,
		later:   later,
		sees:    "An expectation sees sent, acked, failed, unknown, rate, devices, ack_latency, lag, var and local.",
		wholes:  true,
	}
}

// latencies are the members that both objects have.
func latencies(of func(*Measures) *Latency) map[string]operand[Measures] {
	return map[string]operand[Measures]{
		"p50": numberOf(func(m *Measures) float64 { return of(m).P50 }),
		"p95": numberOf(func(m *Measures) float64 { return of(m).P95 }),
		"p99": numberOf(func(m *Measures) float64 { return of(m).P99 }),
		"max": numberOf(func(m *Measures) float64 { return of(m).Max }),
	}
}

// measure is the operand of a name that is used, unless it is a constant's.
func (s *scope[F]) measure(name string) (operand[F], bool) {
	if o, ok := s.names[name]; ok {
		return o, true
	}
	object, member := split(name)
	o := s.objects[object][member]
	return o, o.kind != 0 && !o.constant
}

// split takes object.member apart.
func split(name string) (object, member string) {
	object, member, _ = strings.Cut(name, ".")
	return object, member
}

// constantObjects are var and local. HCL has one kind of number: where whole
// numbers matter, a constant without a fraction is one.
func constantObjects[F any](e *schema.Expression, whole bool) map[string]map[string]operand[F] {
	objects := map[string]map[string]operand[F]{"var": {}, "local": {}}
	for object, members := range e.Constants {
		objects[object] = make(map[string]operand[F], len(members))
		for name, value := range members {
			switch v := value.(type) {
			case float64:
				o := numberConstant[F](v)
				o.whole = whole && isWhole(v)
				objects[object][name] = o
			case bool:
				objects[object][name] = truthConstant[F](v)
			case string:
				objects[object][name] = textConstant[F](v)
			}
		}
	}
	return objects
}

// isWhole is false too for numbers so large that float64 skips whole numbers.
func isWhole(x float64) bool { return math.Trunc(x) == x && math.Abs(x) <= 1<<53 }

// environment is the scope as expr's checker wants it. types.Map is strict:
// with a plain map the members of device would be of any kind. Names that are
// not used are left out, because a sensor called max would hide the function.
func (s *scope[F]) environment(used map[string]file.Location) types.Map {
	env := types.Map{}
	for name, o := range s.names {
		if _, ok := used[name]; ok {
			env[name] = o.exprType()
		}
	}
	for object, members := range s.objects {
		fields := types.Map{}
		for name, o := range members {
			fields[name] = o.exprType()
		}
		if s.tag != nil && object == deviceObject {
			fields[tagsMember] = types.Map{types.Extra: types.String}
		}
		env[object] = fields
	}
	return env
}

func (o operand[F]) exprType() types.Type {
	switch {
	case o.kind == Bool:
		return types.Bool
	case o.kind == Text:
		return types.String
	case o.whole:
		return types.Int
	}
	return types.Float64
}

// known lists every name that an expression may begin with.
func (s *scope[F]) known() []string {
	return slices.Sorted(func(yield func(string) bool) {
		for _, names := range []iter.Seq[string]{maps.Keys(s.names), maps.Keys(s.objects)} {
			names(yield)
		}
	})
}

// memberOf is the object that has a member of this name, for those who forget
// to write it: floor instead of device.floor.
func (s *scope[F]) memberOf(name string) string {
	for _, object := range slices.Sorted(maps.Keys(s.objects)) {
		if _, ok := s.objects[object][name]; ok {
			return object
		}
	}
	return ""
}

// listedNames is how many names a message may list.
const listedNames = 14

// didYouMean is a sentence that proposes the nearest name, or else lists the
// names if they are few. It begins with a space.
func didYouMean(name string, known []string) string {
	if near, ok := schema.Nearest(name, known); ok && withoutDigits(near) != withoutDigits(name) {
		return " Did you mean \"" + near + "\"?"
	}
	if len(known) == 0 || len(known) > listedNames {
		return ""
	}
	return " Known: " + strings.Join(known, ", ") + "."
}

// withoutDigits is what two names have in common that differ in their numbers:
// neither is a misspelt other, p90 no p50.
func withoutDigits(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return -1
		}
		return r
	}, name)
}

// isWord says whether expr reads a name as one word. A sensor may be called
// air-temp, but a formula takes that for a difference.
func isWord(name string) bool { return name != "" && oneWord(name) == name }

// oneWord makes a name of what expr does not read as one word.
func oneWord(name string) string {
	word := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return '_'
	}, name)
	if first, _ := utf8.DecodeRuneInString(word); unicode.IsDigit(first) {
		return "_" + word
	}
	return word
}

// nameAround is a name that expr takes apart, of which the given one is a part.
func (s *scope[F]) nameAround(part string) string {
	for _, name := range slices.Sorted(maps.Keys(s.names)) {
		if !isWord(name) && slices.Contains(strings.Split(oneWord(name), "_"), part) {
			return name
		}
	}
	return ""
}
