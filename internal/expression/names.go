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

// Reserved says that a name cannot be a sensor's: expressions use it for
// something else.
func Reserved(name string) bool {
	switch name {
	case "t", "hour", "noise", "value", "device", "var", "local":
		return true
	}
	return false
}

// scope is what an expression may name: plain names, and members of
// objects. An operand here reads the frame F, or is a constant.
type scope[F any] struct {
	names   map[string]operand[F]
	objects map[string]map[string]operand[F]
	later   map[string]string // names of the language that this expression cannot use, and why
	sees    string            // what is known, for the message about a name that is not

	// wholes says that a literal without a fraction is a whole number. In a
	// formula it is not: everything there is a float64.
	wholes bool
}

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
	s.sees = "A formula sees noise, t, hour, var, local and the sensors written before its own" + listed(before) + "."
	s.names["noise"] = numberOf(func(f *Frame) float64 { return f.Noise })
	s.names["t"] = numberOf(func(f *Frame) float64 { return f.T })
	s.names["hour"] = numberOf(func(f *Frame) float64 { return f.Hour })
	return s
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

// deviceScope is device and the constants. A floor that is left out is NaN,
// which equals nothing and is neither below nor above anything.
func deviceScope(e *schema.Expression) scope[Device] {
	objects := constantObjects[Device](e, true)
	objects["device"] = map[string]operand[Device]{
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
		later:   map[string]string{"t": where, "hour": where, "noise": where, "value": where},
		sees:    "A selector sees device, var and local.",
		wholes:  true,
	}
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
	if near, ok := schema.Nearest(name, known); ok {
		return " Did you mean \"" + near + "\"?"
	}
	if len(known) == 0 || len(known) > listedNames {
		return ""
	}
	return " Known: " + strings.Join(known, ", ") + "."
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
