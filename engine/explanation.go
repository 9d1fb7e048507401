package engine

import "github.com/iotsim/iotsim/schema"

// Explanations are those of what a plan and its expressions can be wrong about.
func Explanations() []schema.Explanation { return explanations }

var explanations = []schema.Explanation{
	{Summary: "Attribute needed", Why: "var, local and device are not values by themselves.", Example: whereExample("device.floor == 3")},
	{Summary: "Backfill is too slow", Why: "A backlog that drains no faster than readings come never ends.", Example: `fault "outage" {
  lasts = "10s"
  effect "offline" {
    backfill = "20/s"
    buffer   = 50
  }
}`},
	{Summary: "Backlog reaches the next outage", Why: "What one outage held back must be sent before the next: two backlogs would mix.", Example: `fault "outage" {
  lasts  = "5s"
  repeat = "1m"
  effect "offline" {
    backfill = "20/s"
    buffer   = 50
  }
}
phase "run" {
  duration = "3m"
  faults   = [fault.outage]
}`},
	{Summary: "Divisor must be a constant", Why: "A remainder by 0 has no value, so what % divides by is a number other than 0.", Example: whereExample("device.n % 2 == 0")},
	{Summary: "Expression too deeply nested", Why: "Brackets and prefix operators stand at most 64 deep inside each other.", Example: formulaExample("(power + 1) * 2")},
	{Summary: "Expression too large", Why: "An expression has at most 512 names, literals and operators. Compute constant parts in locals.", Example: formulaExample("power * 2")},
	{Summary: "Fault hits no device", Why: "The chance is so small that the draw picks nobody. A count picks exactly that many.", Example: `fault "rare" {
  count = 1
  effect "drop" {}
}
phase "run" {
  duration = "1m"
  faults   = [fault.rare]
}`},
	{Summary: "Fault is never active", Why: "A fault happens in phases that list it.", Example: `fault "lost" {
  effect "drop" { share = "50%" }
}
phase "run" {
  duration = "1m"
  faults   = [fault.lost]
}`},
	{Summary: "Fault selects no device", Why: "No device of the scenario meets the condition.", Example: whereExample("device.n == 1")},
	{Summary: "Formula is never a number", Why: "It divides by zero whatever the sensors say.", Example: formulaExample("power / 2")},
	{Summary: "Formula must give a number", Why: "A sensor with a formula measures a number. A condition becomes one with ? 1 : 0.", Example: formulaExample("power > 12 ? 1 : 0")},
	{Summary: "List is empty", Why: "Nothing is in an empty list.", Example: whereExample("device.room in ['101', '102']")},
	{Summary: "More devices than exist", Why: "A phase cannot bring more devices online than stand in the buildings.", Example: `devices "meter" { count = 10 }
phase "run" {
  duration = "1m"
  devices  = 10
}`},
	{Summary: "No device to share the rate", Why: "A total per second is shared by the devices that are online; there must be one.", Example: `phase "run" {
  duration = "1m"
  devices  = "50%"
  rate     = "100/s"
}`},
	{Summary: "No such model", Why: "device.model is compared with a name that no model has.", Example: whereExample("device.model == 'meter'")},
	{Summary: "Noise is not given", Why: "The formula says noise; what that is stands beside it.", Example: formulaExample("power + noise", `noise   = normal(0, 1)`)},
	{Summary: "Noise is not used", Why: "The noise is given, but the formula does not name it.", Example: formulaExample("power + noise", `noise   = normal(0, 1)`)},
	{Summary: "Not supported in expressions", Why: "Expressions are arithmetic, comparisons and conditions, which give the same result on every machine.", Example: formulaExample("power * power")},
	{Summary: "Range is empty", Why: "A range begins with its lower end.", Example: whereExample("device.floor in 1..4")},
	{Summary: "Rate is too fine", Why: "With models of very many different intervals a total per second is no fraction that can be exact.", Example: `phase "run" {
  duration = "1m"
  rate     = "2x"
}`},
	{Summary: "Rate too high for long", Why: "Durations times rates come to at most a hundred years.", Example: `phase "run" {
  duration = "1h"
  rate     = 10
}`},
	{Summary: "Selector must be true or false", Why: "where says of each device whether it is meant.", Example: whereExample("device.floor >= 3")},
	{Summary: "Sensor is not a number", Why: "The effect calculates with the reading.", Example: `fault "shifted" {
  effect "bias" {
    sensor = "power"
    add    = 1.5
  }
}`},
	{Summary: "Sensor name is reserved", Why: "The word means something else in expressions: t, hour, noise, value, device, var and local.", Example: `model "clock" {
  interval = "5s"
  sensor "time" { value = normal(12, 3) }
}`},
	{Summary: "Too many records", Why: "The plan would be more than 1e14 readings.", Example: `phase "run" { duration = "1h" }`},
	{Summary: "Unknown attribute", Why: "A device has id, n, index, model, building, floor, room and address.", Example: whereExample("device.room == '101'")},
	{Summary: "Unknown name in formula", Why: "A formula sees noise, t, hour, var, local and the sensors written before its own.", Example: formulaExample("power * 2")},
	{Summary: "Unknown name in selector", Why: "A selector sees device, var and local. A text in it stands in single quotes.", Example: whereExample("device.room == '101'")},
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
