package schema

import "strings"

// values: what stands after an equals sign.
var values = []Explanation{
	{"Amount of devices expected", "How much of the fleet is online: a share, a number, or a ramp between two of them.", `phase "run" {
  duration = "1m"
  devices  = ramp(0, "100%")
}`},
	{"Argument is null", "An argument that vanishes would make the block mean something else. Leave it out instead.", `phase "run" {
  duration = "1m"
}`},
	{"Backfill without a buffer", "What a device did not keep while it was offline cannot be sent later.", `fault "outage" {
  lasts = "10s"
  effect "offline" {
    backfill = "20/s"
    buffer   = 50
  }
}`},
	{"Bool expected", "It is true or false, without quotes.", `sink "stdout" { records = true }`},
	{"Change per time expected", "A change has a sign and the time in which it happens.", sensorWith(`trend = "+0.2/h"`)},
	{"Collection expected", "for_each takes a list, a set or a map; a number of repetitions is count.", `building "{key}" {
  for_each = ["A", "B"]
  devices "meter" { count = 10 }
}`},
	{"Constant expected", "A default names nothing but models, faults and phases: what is computed from variables is a local. In an expression a list after in holds constants.", `variable "rooms" { default = 3 }
locals { devices = 10 * var.rooms }`},
	{"Critical inside warning", "Beyond the critical limits the status is critical, so these are the wider ones.", sensorWith(`warning  = [5, 20]`, `critical = [0, 30]`)},
	{"Delay without an end", "A distribution without a largest value would keep a reading for ever.", `fault "late" {
  effect "delay" {
    by  = exponential("2s")
    max = "30s"
  }
}`},
	{"Delays too long", "All delays that may hit one reading come to at most ten years.", `fault "late" {
  effect "delay" { by = "2s" }
}`},
	{"Distribution expected", "What varies is a distribution; what never does is constant(v).", sensorWith()},
	{"Duration needs a unit", "A number alone does not say whether it counts seconds or milliseconds.", `phase "run" { duration = "30s" }`},
	{"Duration too long", "A fault's durations are at most a year, a linger at most a minute.", `sink "kafka" { linger = "5ms" }`},
	{"Duration too short", "Readings have times in whole milliseconds, and a fault of no length never happens.", `model "meter" {
  interval = "100ms"
  sensor "power" { value = normal(12, 3) }
}`},
	{"Empty expression", "There is nothing to evaluate. Leave the argument out, or write an expression.", `fault "upstairs" {
  where = "device.building == 'A'"
  effect "drop" {}
}`},
	{"Empty key", "The key decides the partition.", `sink "kafka" { key = "{id}" }`},
	{"Empty path", "A path names a file.", `sink "file" { path = "records.ndjson" }`},
	{"Instant expected", "An instant is a date with time and zone, or now, now-3d.", `scenario "plant" { start = "2026-03-02T06:00:00+08:00" }`},
	{"Invalid broker", "A broker is a host and a port.", `sink "kafka" { brokers = ["localhost:9092"] }`},
	{"Invalid device_info", "device_info holds texts, numbers, bools and distributions.", `model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
  device_info {
    firmware = "1.2.3"
    battery  = drain(100, "0.4/h")
  }
}`},
	{"Invalid duration", "A duration is a number with a unit: ms, s, m, h, d, or several of them.", `phase "run" { duration = "1h30m" }`},
	{"Invalid element", "An element of for_each is null. Leave it out.", `building "{key}" {
  for_each = ["A", "B"]
  devices "meter" { count = 10 }
}`},
	{"Invalid pattern width", "A width is a zero and the number of digits, after n, index or floor.", `devices "meter" {
  count = 10
  id    = "meter-{n:03}"
}`},
	{"Invalid topic name", "Kafka takes letters without accents, digits, and . _ - in a topic's name.", `sink "kafka" { topic = "plant.readings" }`},
	{"Invalid type", "A type stands without quotes.", `variable "rooms" {
  type    = number
  default = 3
}`},
	{"Invalid value for variable", "The value is not of the variable's type, or its validation says no.", `variable "rooms" {
  type    = number
  default = 3
  validation {
    condition = var.rooms > 0
    error     = "At least one room, please."
  }
}`},
	{"Limits expected", "Limits are a pair of numbers, the low one first; one of them may be null, an open end.", sensorWith(`clamp = [0, 100]`)},
	{"Limits the wrong way round", "The low limit stands first.", sensorWith(`clamp = [0, 100]`)},
	{"List of texts expected", "Several texts stand in brackets.", `sink "kafka" { brokers = ["a:9092", "b:9092"] }`},
	{"Locals depend on each other", "To evaluate one of them, each needs the other first.", `locals {
  rooms   = 3
  devices = 10 * local.rooms
}`},
	{"Map of texts expected", "Names and texts stand in braces.", `sink "kafka" {
  config = { "retention.ms" = "3600000" }
}`},
	{"Memory without noise", "memory shapes how readings vary; where nothing varies it has no meaning.", sensorWith(`memory = "10m"`)},
	{"Needless quotes", "A value alone needs no template around it: \"${var.interval}\" is var.interval.", `variable "interval" { default = "5s" }
model "meter" {
  interval = var.interval
  sensor "power" { value = normal(12, 3) }
}`},
	{"Negative amplitude", "An amplitude is half of the way from trough to peak.", sensorWith(`daily {
      amplitude = 4
      peak      = "15:00"
    }`)},
	{"Noise without a formula", "noise is a word of formulas. A value varies by its distribution.", `model "meter" {
  interval = "5s"
  sensor "power" {
    formula = "12 + noise"
    noise   = normal(0, 3)
  }
}`},
	{"Number expected", "It is a number without quotes and without a unit.", `fault "shifted" {
  effect "bias" {
    sensor = "power"
    add    = 1.5
  }
}`},
	{"Number out of range", "A reading is at most 1e15; more is no measurement, and a sum of such numbers would lose its digits.", sensorWith(`clamp = [0, 1e6]`)},
	{"Numbers only", "The sensor says words or true and false, with which one cannot calculate.", `model "pump" {
  interval = "5s"
  sensor "running" { value = switch("45m", "15m") }
}`},
	{"Percentage expected", "A share is written in per cent, or as a fraction from 0 to 1.", `fault "rare" {
  probability = "2%"
  effect "drop" {}
}`},
	{"Quotes needed", "What has a unit is a text in quotes, and so is an expression that is evaluated while the scenario runs.", `fault "upstairs" {
  where = "device.floor >= 3"
  effect "drop" {}
}`},
	{"Rate expected", "A multiple of the models' own rate, the fleet's total per second, or a ramp of either.", `phase "run" {
  duration = "1m"
  rate     = ramp(1, 10)
}`},
	{"Rate per second expected", "A rate counts readings per second.", `fault "outage" {
  lasts = "10s"
  effect "offline" {
    backfill = "20/s"
    buffer   = 50
  }
}`},
	{"Speed expected", "How many seconds of the plan pass in a second.", `scenario "plant" { speed = "60x" }`},
	{"Text expected", "A text stands in quotes.", `scenario "plant" { description = "Two buildings." }`},
	{"Time line too long", "All phases together take at most ten years.", `phase "run" { duration = "365d" }`},
	{"Topic used twice", "Labels say what is wrong with the data; among the data they would be part of it.", `sink "kafka" { topic = "plant" }
labels { topic = "plant.labels" }`},
	{"Unfit distribution", "The distribution gives something else than is measured here.", sensorWith()},
	{"Unknown function", "`iotsim docs functions` lists them. In expressions there are abs, ceil, floor, max, min, round and sqrt.", `devices "meter" { count = max(10, 5) }`},
	{"Unknown pattern field", "A field in braces is one of building, floor, room, devices, model, n, index, key and id, where it is known. A brace itself is written twice.", `devices "meter" {
  count = 10
  id    = "{model}-{index:05}"
}`},
	{"Unknown timezone", "A zone has an IANA name.", `scenario "plant" { timezone = "Asia/Shanghai" }`},
	{"Unknown word", "The argument takes one of a few words.", `sink "kafka" { compression = "zstd" }`},
	{"Unpaired brace", "A field is written {name}; a brace itself is written twice.", `devices "meter" {
  count = 10
  id    = "{{{n}}}"
}`},
	{"Variable not set", "A variable without a default must be given a value.", "$ iotsim plan scenario.hcl --var rooms=3"},
	{"Variables only", "A validation looks at variables: locals may need the very value that is checked.", `variable "rooms" {
  default = 3
  validation {
    condition = var.rooms > 0
    error     = "At least one room, please."
  }
}`},
	{"Whole number expected", "It counts something, so it has no fraction and no quotes.", `devices "meter" { count = 10 }`},
}

// sensorWith is a model of one sensor with further arguments, each a line.
func sensorWith(arguments ...string) string {
	lines := append([]string{"value = normal(12, 3)"}, arguments...)
	text := "model \"meter\" {\n  interval = \"5s\"\n  sensor \"power\" {\n    " + strings.Join(lines, "\n    ") + "\n  }\n}"
	formatted, _ := Format("example.hcl", []byte(text))
	return string(formatted)
}
