package expression

import (
	"maps"
	"slices"

	"github.com/iotsim/iotsim/schema"
)

// A Reference is what `iotsim docs` says of one kind of quoted expression. Its
// names are those of the scope that compiles it.
type Reference struct {
	Argument string   // where it stands: where, formula, …
	Also     []string // what else people call it
	Doc      string   // what it gives, and when it is computed
	Names    []Word
	Example  string // the argument
}

// A Word is a name, an operator or a function, and what it means.
type Word struct{ Name, Doc string }

// References are the kinds of quoted expressions.
func References() []Reference {
	none := &schema.Expression{}
	device, reading, status, measures := deviceScope(none), formulaScope(none, nil), conditionScope(none, nil, Number), measureScope(none)
	moment := momentScope(none)
	return []Reference{
		{
			"where", []string{"selector", "device"}, "Which devices a fault may hit: true or false, computed while planning, once for each devices block or device.",
			append(words(device.all(), selectorDocs), tagWord), `where = "device.building == 'A' && device.floor in 1..3"`,
		},
		{
			"when", nil, "At which moments a fault acts: true or false, of the moment of each reading.",
			words(moment.all(), timeDocs), `when = "hour >= 6 && hour < 18"`,
		},
		{
			"formula", []string{"noise", "hour", "t"}, "What a sensor measures: a number, computed for each reading from the sensors written before it, before they are rounded and without what faults do.",
			append(words(reading.all(), timeDocs), sensorWord), `formula = "62 - 1.8 * (temperature - 24) + noise"`,
		},
		{
			"status", nil, "When a sensor says a word of the author's own: true or false, of each value that is sent; the first that holds is said.",
			append(words(status.all(), timeDocs), sensorWord), `status = { hot = "value > 80" }`,
		},
		{
			"that", []string{"expect", "measures", "lag", "ack_latency", "expectation"}, "What must hold of a run: true or false, of what was measured. Numbers have no units: lag and ack_latency are in milliseconds, \"lag.p95 < 1000\" is a second, and rate counts records a second of wall time, so that it is speed times what plan says.",
			words(measures.all(), measureDocs), `that = "failed == 0 && lag.p99 < 1000"`,
		},
	}
}

// all are the names of a scope, but for constants: object.member, or plain.
func (s *scope[F]) all() []string {
	names := slices.Collect(maps.Keys(s.names))
	for object, members := range s.objects {
		if constantNoun[object] == "" {
			for member := range members {
				names = append(names, object+"."+member)
			}
		}
	}
	slices.Sort(names)
	return names
}

func words(names []string, docs map[string]string) []Word {
	all := make([]Word, len(names))
	for i, name := range names {
		all[i] = Word{name, docs[name]}
	}
	return all
}

var sensorWord = Word{"NAME", "A sensor of the model that is written before this one, by its name; a switch is true or false, a choice a text."}

var tagWord = Word{"device.tags.NAME", "A tag: its own, its model's, or that of a place around it; empty where there is none."}

var selectorDocs = map[string]string{
	"device.address":  "Building/floor/room/devices/n.",
	"device.building": "Name of its building; empty where there is none.",
	"device.floor":    "Number of its floor, not in quotes; where there is none, no comparison but != holds.",
	"device.id":       "Its id.",
	"device.index":    "Ordinal in the whole fleet, from 1.",
	"device.model":    "Name of its model.",
	"device.n":        "Ordinal in its devices block, from 1.",
	"device.room":     "Name of its room, a text: device.room == '101'.",
}

var timeDocs = map[string]string{
	"hour":  "Hour of the local day in the scenario's timezone, with its fraction: 13.5 is half past one.",
	"noise": "A draw of the sensor's argument noise.",
	"t":     "Seconds since the scenario's start, with their fraction.",
	"value": "The value as it is sent: a number, of a switch true or false, of a choice a text.",
}

var measureDocs = map[string]string{
	"sent":             "Records handed to the sinks.",
	"acked":            "Records that were acknowledged.",
	"failed":           "Records that were refused.",
	"unknown":          "Records of which nobody knows.",
	"devices":          "The most devices that were online at once.",
	"rate":             "Data records a second of wall time, of one sink.",
	"ack_latency.p50":  "Half of the acknowledgements came within it, in milliseconds.",
	"ack_latency.p95":  "95% of them.",
	"ack_latency.p99":  "99% of them.",
	"ack_latency.max":  "All of them.",
	"ack_latency.mean": "Their mean.",
	"lag.p50":          "Half of the records were sent within it after their planned moment, in milliseconds.",
	"lag.p95":          "95% of them.",
	"lag.p99":          "99% of them.",
	"lag.max":          "All of them.",
}

// Operators are what quoted expressions are made of beside names.
func Operators() []Word { return operators }

var operators = []Word{
	{"+ - * /", "Of numbers. / always divides with fractions: 7 / 2 is 3.5."},
	{"%", "Remainder of whole numbers, by a constant: device.n % 10 == 0."},
	{"== != < <= > >=", "Of two numbers or two texts; == and != also of true and false."},
	{"&& || !", "And, or, not; the words and, or, not are the same."},
	{"a ? b : c", "b where a is true, else c. Both are of one kind."},
	{"in", "In a list or a range of whole numbers: device.room in ['101', '102'], device.floor in 1..3."},
	{"contains startsWith endsWith", "Of texts: device.room startsWith 'bed-'."},
	{"'text'", "Texts stand in single quotes, because the expression stands in double ones."},
	{"var.NAME local.NAME", "Constants, where their values are numbers, texts or bools."},
}

// FunctionWords are the functions that quoted expressions may call.
func FunctionWords() []Word {
	var all []Word
	for _, name := range slices.Sorted(maps.Keys(functions)) {
		call := name + "(x)"
		if functions[name].most > 1 {
			call = name + "(x, y…)"
		}
		all = append(all, Word{call, functionDocs[name]})
	}
	return all
}

var functionDocs = map[string]string{
	"abs":   "x without its sign.",
	"ceil":  "The next whole number, upwards.",
	"floor": "The next whole number, downwards.",
	"max":   "The largest of any number.",
	"min":   "The smallest of any number.",
	"round": "The nearest whole number, halves away from zero.",
	"sqrt":  "The square root.",
}
