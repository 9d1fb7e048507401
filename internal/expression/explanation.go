package expression

import "github.com/iotsim/iotsim/schema"

// Explanations are those of what quoted expressions can be wrong about.
func Explanations() []schema.Explanation { return explanations }

var explanations = []schema.Explanation{
	{Summary: "Attribute needed", Why: "var, local and device are not values by themselves.", Example: whereExample("device.floor == 3")},
	{Summary: "Condition must be true or false", Why: "when says of each moment whether the fault is felt.", Example: whenExample("hour >= 6 && hour < 18")},
	{Summary: "Divisor must be a constant", Why: "A remainder by 0 has no value, so what % divides by is a number other than 0.", Example: whereExample("device.n % 2 == 0")},
	{Summary: "Expectation measures nothing", Why: "What comes to the same in every run says nothing of this one.", Example: expectExample("failed == 0")},
	{Summary: "Expectation must be true or false", Why: "that says of a run whether it was good.", Example: expectExample("lag.p99 < 100")},
	{Summary: "Expression too deeply nested", Why: "Brackets and prefix operators stand at most 64 deep inside each other.", Example: formulaExample("(power + 1) * 2")},
	{Summary: "Expression too large", Why: "An expression has at most 512 names, literals and operators. Compute constant parts in locals.", Example: formulaExample("power * 2")},
	{Summary: "Formula is never a number", Why: "It divides by zero whatever the sensors say.", Example: formulaExample("power / 2")},
	{Summary: "Formula must give a number", Why: "A sensor with a formula measures a number. A condition becomes one with ? 1 : 0.", Example: formulaExample("power > 12 ? 1 : 0")},
	{Summary: "List is empty", Why: "Nothing is in an empty list.", Example: whereExample("device.room in ['101', '102']")},
	{Summary: "No such model", Why: "device.model is compared with a name that no model has.", Example: whereExample("device.model == 'meter'")},
	{Summary: "Not supported in expressions", Why: "Expressions are arithmetic, comparisons and conditions, which give the same result on every machine.", Example: formulaExample("power * power")},
	{Summary: "Range is empty", Why: "A range begins with its lower end.", Example: whereExample("device.floor in 1..4")},
	{Summary: "Selector must be true or false", Why: "where says of each device whether it is meant.", Example: whereExample("device.floor >= 3")},
	{Summary: "Status must be true or false", Why: "A word of a sensor's own is said while its condition holds.", Example: formulaExample("power * 2", `status  = { hot = "value > 80" }`)},
	{Summary: "Unknown attribute", Why: "A device has id, n, index, model, building, floor, room, address and tags.", Example: whereExample("device.room == '101'")},
	{Summary: "Unknown name in condition", Why: "when sees t, the seconds since the start, and hour, the local time from 0 to 24.", Example: whenExample("t > 600")},
	{Summary: "Unknown name in expectation", Why: "An expectation sees what a run measured, all devices together: sent, acked, failed, unknown, rate, devices, ack_latency and lag.", Example: expectExample("lag.p99 < 100")},
	{Summary: "Unknown name in formula", Why: "A formula sees noise, t, hour, var, local and the sensors written before its own.", Example: formulaExample("power * 2")},
	{Summary: "Unknown name in selector", Why: "A selector sees device, var and local. A text in it stands in single quotes.", Example: whereExample("device.room == '101'")},
	{Summary: "Unknown name in status", Why: "A status sees value, t, hour, var, local and the sensors written before its own.", Example: formulaExample("power * 2", `status  = { hot = "value > 80" }`)},
	{Summary: "Values of different kinds", Why: "A number never equals a text, and a condition gives one kind of value.", Example: whereExample("device.room == '101'")},
	{Summary: "Wrong kind of value", Why: "The operator or function works on another kind of value.", Example: formulaExample("power > 12 ? 1 : 0")},
	{Summary: "Wrong number of arguments", Why: "abs, ceil, floor, round and sqrt take one number, max and min any number of them.", Example: formulaExample("max(0, power)")},
}

// whereExample is a fault with a selector.
func whereExample(selector string) string {
	return `fault "some" {
  where = "` + selector + `"
  effect "drop" {}
}`
}

// whenExample is a fault that is felt now and then.
func whenExample(condition string) string {
	return `fault "some" {
  when = "` + condition + `"
  effect "drop" {}
}`
}

// expectExample is an expectation.
func expectExample(that string) string {
	return `expect "good" { that = "` + that + `" }`
}

// formulaExample is a model with a formula over another sensor, and further arguments.
func formulaExample(text string, more ...string) string {
	example := `model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
  sensor "computed" {
    formula = "` + text + `"`
	for _, argument := range more {
		example += "\n    " + argument
	}
	return example + "\n  }\n}"
}
