package schema

import "strings"

// A FunctionType is one function of bare values, for `iotsim docs`.
type FunctionType struct {
	Name string
	Call string // as written, with the names of its parameters
	Doc  string
}

// FunctionTypes are the functions that make no distribution, in order.
func FunctionTypes() []FunctionType {
	var all []FunctionType
	for _, name := range Functions() {
		if doc, ok := functionDocs[name]; ok {
			all = append(all, FunctionType{name, callOf(name), doc})
		}
	}
	return all
}

// callOf writes a call with the names of the parameters; what may come as often
// as one likes has dots.
func callOf(name string) string {
	f := functions[name]
	var params []string
	for _, p := range f.Params() {
		params = append(params, p.Name)
	}
	if p := f.VarParam(); p != nil {
		params = append(params, p.Name+"…")
	}
	return name + "(" + strings.Join(params, ", ") + ")"
}

// functionDocs say what the functions give. Distributions have a table of their own.
var functionDocs = map[string]string{
	"abs":      "The number without its sign.",
	"ceil":     "The next whole number, upwards.",
	"floor":    "The next whole number, downwards.",
	"max":      "The largest.",
	"min":      "The smallest.",
	"parseint": "The whole number that a text says in a base: parseint(\"ff\", 16).",
	"signum":   "-1, 0 or 1, by the number's sign.",
	"range":    "Numbers: range(3) is 0, 1, 2; range(1, 4) is 1, 2, 3; a third number is the step.",

	"chomp":      "The text without line ends at its end.",
	"format":     "A text with values put in: format(\"room-%02d\", 7).",
	"formatlist": "The same for each element of lists.",
	"join":       "The elements as one text: join(\"-\", [\"a\", \"b\"]).",
	"lower":      "In small letters.",
	"replace":    "With another text in the place of each that is found.",
	"split":      "The parts between separators, a list.",
	"strlen":     "How many characters.",
	"strrev":     "Back to front.",
	"substr":     "A piece: substr(\"hello\", 1, 3) is \"ell\".",
	"title":      "With a capital at each word.",
	"trim":       "Without the given characters at both ends.",
	"trimprefix": "Without that beginning.",
	"trimspace":  "Without blanks at both ends.",
	"trimsuffix": "Without that end.",
	"upper":      "In capitals.",

	"chunklist":       "A list in pieces of so many elements.",
	"coalesce":        "The first that is not null.",
	"compact":         "Without empty texts.",
	"concat":          "Lists one after the other.",
	"contains":        "Whether the value is in the list.",
	"distinct":        "Each element once.",
	"element":         "The element at a position, from 0; after the last comes the first again.",
	"flatten":         "Lists in lists as one.",
	"index":           "The element at a key or position.",
	"keys":            "The keys of a map, in order.",
	"length":          "How many elements.",
	"lookup":          "The value at a key, or the default.",
	"merge":           "Maps as one; the later wins.",
	"reverse":         "Back to front.",
	"setintersection": "What is in all sets.",
	"setproduct":      "All combinations.",
	"setsubtract":     "What is in a and not in b.",
	"setunion":        "What is in any set.",
	"slice":           "The elements from start up to, and without, end.",
	"sort":            "Texts in order.",
	"values":          "The values of a map, in the order of its keys.",
	"zipmap":          "A map of keys and values.",

	"tobool":   "The value as a bool.",
	"tolist":   "The value as a list.",
	"tomap":    "The value as a map.",
	"tonumber": "The value as a number.",
	"toset":    "The value as a set: each element once, texts in order.",
	"tostring": "The value as a text.",

	"ramp": "An amount or a rate over a phase: see ramp.",
}
