package schema

// A ValueType is a kind of value that arguments take, for `iotsim docs`: how it
// is written, and what it means.
type ValueType struct {
	Name     string
	Also     []string // what else arguments call it, or people
	Examples []string // as they stand after the equals sign
	Doc      string
}

// ValueTypes are the kinds of values that the tables name.
func ValueTypes() []ValueType { return valueTypes }

var valueTypes = []ValueType{
	{
		"text", []string{"string", "list of text", "map of text"}, []string{`"Hall 3"`},
		`In quotes. "${var.site}-1" puts in what is known while planning; "$${" is "${" itself. A list of texts is ["a", "b"], a map { line = "a" }.`,
	},
	{"number", []string{"number or text"}, []string{`1.5`, `-40`, `1e6`}, "Without quotes and without a unit."},
	{"whole number", []string{"integer"}, []string{`42`}, "A number without a fraction. Computed ones are rounded with floor(…) or ceil(…)."},
	{"bool", nil, []string{`true`, `false`}, "Without quotes."},
	{
		"duration", []string{"time"}, []string{`"500ms"`, `"30s"`, `"1h30m"`, `"2d"`},
		"A text of numbers with units: ms, s, m, h, d, w (also us, ns). A number alone has no unit and is refused. All durations are in the scenario's own time, whatever the speed of a run.",
	},
	{"duration with a sign", nil, []string{`"+1h"`, `"-30m"`}, "A duration ahead or behind."},
	{"duration per time", nil, []string{`"+2s/h"`, `"-500ms/h"`}, "What a clock gains or loses."},
	{
		"instant", nil, []string{`"2026-03-02T06:00:00+08:00"`, `"now"`, `"now-3d"`},
		`A date with time and zone (RFC 3339), or "now", "now-3d", "now+1h": the moment apply starts, and so much before or after.`,
	},
	{"clock", nil, []string{`"15:00"`, `"06:30:15"`}, "A local time of day, in the scenario's timezone."},
	{"day and clock", nil, []string{`"Wed 12:00"`, `"Sat"`}, "A local time of the week; a day alone is its midnight."},
	{
		"percent", []string{"share", "percentage", "probability"}, []string{`"2%"`, `0.02`},
		"A share: a text with %, or a number from 0 to 1. The text needs its quotes.",
	},
	{
		"amount", nil, []string{`10000`, `"50%"`, `ramp(0, "100%")`},
		"Of devices that are online: a number of them, a share, or a ramp from one to the other over the phase. Half of the fleet is half of every room.",
	},
	{
		"rate", []string{"speedup"}, []string{`5`, `"5x"`, `"1000/s"`, `ramp(1, "10x")`},
		`Of readings: a multiple of the models' own rate (5 and "5x" are the same), the fleet's total a second, or a ramp of either over the phase. 0 pauses.`,
	},
	{"rate per second", nil, []string{`"200/s"`, `"0.05/s"`}, "Readings a second, of one device."},
	{
		"change per time", []string{"change"}, []string{`"+0.5/h"`, `"-0.1/d"`},
		"An amount per s, m, h, d or w, with a sign where it can go either way.",
	},
	{"limits", []string{"range of values"}, []string{`[-40, 85]`, `[null, 4.5]`}, "A pair of numbers, the low one first. Both still belong to what is between. An end that is open is null; a walk's clamp has both."},
	{"distribution", nil, []string{`normal(24, 1)`, `uniform("0s", "20s")`}, "What varies: one of the distributions below, each a function. What never varies is constant(24)."},
	{
		"pattern", []string{"map of patterns"}, []string{`"{building}-{room}-{n:03}"`},
		"A text with fields in braces that differ from device to device: see patterns.",
	},
	{
		"expression", []string{"map of expressions"}, []string{`"device.floor >= 3"`},
		"Text in quotes that is computed while the scenario runs: see expressions.",
	},
	{
		"reference", []string{"list of references", "list of them"}, []string{`model.meter`, `[fault.frozen, fault.late]`, `lib.std.model.pump`},
		"The name of a block, without quotes: KIND.NAME, or lib.LIBRARY.KIND.NAME. References may stand in locals, variables and conditionals.",
	},
	{"any value", []string{"any"}, []string{`[1, 2]`, `{ a = 1 }`, `var.rooms * 2`}, "Whatever can be computed while planning: texts, numbers, bools, lists, objects, distributions, references."},
	{"set, map or list", []string{"collection", "list", "map", "set"}, []string{`["A", "B"]`, `{ A = 10, B = 20 }`, `toset(["A", "B"])`}, "A set is taken in the order of its texts, a map in that of its keys, a list as written."},
	{"object", []string{"object or list of numbers"}, []string{`{ a = 1, b = "two" }`}, "Names and values in braces."},
	{"type", nil, []string{`number`, `list(string)`}, "What a variable takes, without quotes: see variable."},
	{"name of a sensor", []string{"two names of sensors"}, []string{`"temperature"`}, "In quotes: a sensor of the models whose devices are meant."},
	{"path of names", nil, []string{`"sensors.temperature.value"`}, "A member of the message, names joined by dots from the outside in."},
	{"null", []string{"number or null"}, []string{`null`}, "No value: a message says null."},
}

// RampCall is how a ramp is written, and what it means.
func RampCall() (call, doc string) {
	return `ramp(from, to, "ease")`,
		`A phase's devices or rate from one amount to another over the phase: ramp(0, "100%"), ramp(1, 10), ramp("100/s", "5000/s"). The third argument is "linear" (as without it) or "ease", which begins and ends gently.`
}

// Example is a whole scenario, the smallest that shows what most have.
const Example = `scenario "hello" {}

model "meter" {
  interval = "5s"
  sensor "power" {
    unit  = "kW"
    value = normal(12, 3)
  }
}

building "A" {
  floor {
    room "101" {
      devices "meter" { count = 100 }
    }
  }
}

fault "frozen" {
  where       = "device.n <= 50"
  probability = "10%"
  effect "stuck" { sensor = "power" }
}

phase "ramp" {
  duration = "30s"
  devices  = ramp(0, "100%")
}

phase "trouble" {
  duration = "1m"
  faults   = [fault.frozen]
}

expect "nothing_lost" { that = "failed == 0 && unknown == 0" }
`

// A RuleType is a rule of the language that belongs to no block: what may be
// written where, and what wins.
type RuleType struct {
	Name string
	Also []string
	Doc  string
}

// RuleTypes are those rules.
func RuleTypes() []RuleType { return ruleTypes }

var ruleTypes = []RuleType{
	{
		"values", []string{"bare", "quoted", "templates"},
		"What stands bare is computed once, while planning: count = floor.number <= 3 ? 82 : 71. It sees var.NAME, local.NAME, and inside of a place that repeats what the place is. " +
			"A quoted expression is computed while the scenario runs: where = \"device.floor >= 3\". Braces in quotes are a pattern: id = \"{room}-{n}\". Which of them an argument takes stands in its column value.",
	},
	{
		"places", []string{"place", "number", "key", "each"},
		"While places repeat, bare values see building.number (from 1), .index (from 0) and .name, and with for_each .key and .value; the same of floor, whose number is that of the storey, and of room. " +
			"A devices block sees all places around it. A model sees none: it is the same wherever its devices are.",
	},
	{
		"time", []string{"time line", "event time", "speed"},
		"Phases follow each other from the scenario's start. Event times, durations, rates and what plan prints are in the scenario's own time. " +
			"apply --speed 60x lets a minute of it pass in a second; what expect measures is of the wall clock.",
	},
	{
		"reuse", []string{"overlay", "overlays", "var-file", "environment", "folder", "extends"},
		"A folder of *.hcl files is one scenario. --overlay FILE merges a file over it before it is read: a block of the same kind and label argument by argument (so the overlay of scenario \"NAME\" repeats its NAME), others are added, nothing is removed. " +
			"Variables take their values from their defaults, the environment (IOTSIM_VAR_name), --var-file FILE (lines NAME = VALUE) and --var NAME=VALUE, the later before the earlier.",
	},
}
