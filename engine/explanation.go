package engine

import "github.com/iotsim/iotsim/schema"

// Explanations are those of what a whole plan can be wrong about.
func Explanations() []schema.Explanation { return explanations }

var explanations = []schema.Explanation{
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
	{Summary: "Battery is not a number", Why: "The effect takes from what is left, so the battery says a number.", Example: `model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
  device_info {
    battery = drain(100, "0.4/h")
  }
}
fault "flat" {
  effect "battery" { rate = "5/h" }
}`},
	{Summary: "Fault has nothing to change", Why: "A fault happens to devices whose messages hold what its effects are about: it is not spent on others.", Example: `fault "warm" {
  where = "device.floor >= 1"
  effect "bias" {
    sensor = "power"
    add    = 3
  }
}
phase "run" {
  duration = "1m"
  faults   = [fault.warm]
}`},
	{Summary: "Count is more than all", Why: "A fault happens to at most all of the devices, or places, that it selects.", Example: `fault "lost" {
  where = "device.floor == 3"
  count = 5
  effect "drop" {}
}
phase "run" {
  duration = "1m"
  faults   = [fault.lost]
}`},
	{Summary: "Fault never begins", Why: "after is counted from where phases begin to list the fault, or from where it repeats, and always comes to more than there is until the end of that.", Example: `fault "late" {
  after = uniform("5s", "20s")
  effect "drop" {}
}
phase "run" {
  duration = "1m"
  faults   = [fault.late]
}`},
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
	{Summary: "Fault repeats too often", Why: "Every time that a fault happens to a device is told by labels, and counted.", Example: `fault "flicker" {
  lasts  = "1s"
  repeat = "10s"
  effect "drop" {}
}
phase "run" {
  duration = "1h"
  faults   = [fault.flicker]
}`},
	{Summary: "Fault selects no device", Why: "No device of the scenario meets the condition.", Example: whereExample("device.n == 1")},
	{Summary: "Hour is not known yet", Why: "Which readings lie in which hour is known once the start is.", Example: `scenario "plant" { start = "2026-03-02T06:00:00+08:00" }
fault "night" {
  when = "hour >= 22 || hour < 6"
  effect "drop" { share = "50%" }
}
phase "run" {
  duration = "1d"
  faults   = [fault.night]
}`},
	{Summary: "Message exceeds Kafka's usual limit", Why: "Topics take a mebibyte unless their settings say otherwise.", Example: oversizeExample},
	{Summary: "Message exceeds the topic's limit", Why: "The sink makes its topic for shorter messages than the fault.", Example: oversizeExample},
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
	{Summary: "No such place", Why: "The condition names a building, floor or room in which no device is.", Example: `building "A" {
  room "101" {
    devices "meter" { count = 10 }
  }
}
fault "some" {
  where = "device.room == '101'"
  effect "drop" {}
}`},
	{Summary: "No such tag", Why: "The condition names a tag that no device has, or a word that the tag is of none.", Example: `building "A" {
  tags = { line = "red" }
  devices "meter" { count = 10 }
}
fault "some" {
  where = "device.tags.line == 'red'"
  effect "drop" {}
}`},
	{Summary: "Noise is not given", Why: "The formula says noise; what that is stands beside it.", Example: formulaExample("power + noise", `noise   = normal(0, 1)`)},
	{Summary: "Noise is not used", Why: "The noise is given, but the formula does not name it.", Example: formulaExample("power + noise", `noise   = normal(0, 1)`)},
	{Summary: "Rate is of wall time", Why: "An expectation is about what a run measured. At another speed than 1x a second of the scenario is not a second of the wall clock.", Example: `scenario "plant" { speed = "1x" }
expect "busy" { that = "rate > 1" }`},
	{Summary: "Rate is too fine", Why: "With models of very many different intervals a total per second is no fraction that can be exact.", Example: `phase "run" {
  duration = "1m"
  rate     = "2x"
}`},
	{Summary: "Rate too high for long", Why: "Durations times rates come to at most a hundred years.", Example: `phase "run" {
  duration = "1h"
  rate     = 10
}`},
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
	{Summary: "Swapped sensors differ", Why: "A number has no place where a sensor says on or off, or a word.", Example: `model "cooler" {
  interval = "5s"
  sensor "inlet" { value = normal(6, 0.5) }
  sensor "outlet" { value = normal(12, 0.5) }
}
fault "crossed" {
  effect "swap" { sensors = ["inlet", "outlet"] }
}`},
	{Summary: "Too many records", Why: "The plan would be more than 1e14 readings.", Example: `phase "run" { duration = "1h" }`},
}

// oversizeExample is a fault with long messages, and a topic that takes them.
const oversizeExample = `fault "flood" {
  count = 1
  effect "oversize" {
    share = "1%"
    size  = 2000000
  }
}
phase "run" {
  duration = "1m"
  faults   = [fault.flood]
}
sink "kafka" {
  config = { "max.message.bytes" = "3000000" }
}`

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
