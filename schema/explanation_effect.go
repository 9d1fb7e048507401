package schema

import "strings"

// effects: what faults do, and messages of the author's own shape.
var effects = []Explanation{
	{"Bursts too short", "Readings of a burst hang together: it is entered and left less often than at each of them.", burst},
	{"Bursts without an end", "A burst begins with the chance enter and ends with the chance leave.", burst},
	{"Clock too far off", "A clock gains or loses less than all the time that passes.", clockSkew},
	{"Duplicate name", "A member of an object has a name of its own.", payloadOf(`time = timestamp.ms`, `power = sensor.power.value`)},
	{"Duration per time expected", "A clock gains a duration per time.", clockSkew},
	{"Field is an object", "The field holds others. A value is at the end of the path.", `fault "gaps" {
  effect "missing_field" { field = "sensors.power.value" }
}`},
	{"Incomplete reference", "A sensor has value, unit and status; a device and a timestamp have members too.", payloadOf(`power = sensor.power.value`)},
	{"Name expected", "A member of an object is named by a word, or by a text in quotes.", payloadOf(`power = sensor.power.value`)},
	{"Nothing grows to null", "Between a number and null there is nothing to grow over.", `fault "gaps" {
  effect "sentinel" {
    sensor = "power"
    value  = null
  }
}`},
	{"Nothing to change", "The effect changes device_info, so a model has to have it.", `model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
  device_info {
    battery = drain(100, "0.4/h")
  }
}
fault "flat" {
  effect "battery" { level = 5 }
}`},
	{"Object expected", "A payload is written out, a member in each line.", payloadOf(`time  = timestamp.ms`, `power = sensor.power.value`)},
	{"Payload too deep", "Objects and lists nest at most 32 deep.", payloadOf(`power = { value = sensor.power.value }`)},
	{"Payload too large", "Payloads have at most 100,000 values and names, and four mebibytes of text.", payloadOf(`power = sensor.power.value`)},
	{"Payloads do not compute", "A member is a reference alone, a text with fields, or a constant: so a message is as fast as the default one.", payloadOf(`power = sensor.power.value`)},
	{"Reference in quotes", "In quotes the message holds the words themselves.", payloadOf(`power = sensor.power.value`)},
	{"Scope without places", "The fault picks places of a kind that the scenario does not have.", `building "A" {
  devices "meter" { count = 10 }
}
fault "blackout" {
  scope = "building"
  effect "offline" {}
}`},
	{"Sensors of different models", "What is swapped are two sensors of one device.", swap},
	{"Shape without a slope", "shape says how an effect grows and recovers.", `fault "shifted" {
  effect "bias" {
    sensor = "power"
    add    = 1.5
    grow   = "30s"
    shape  = "linear"
  }
}`},
	{"Two sensors expected", "A swap is between two sensors.", swap},
	{"Unfit value", "A payload holds texts, numbers, bools, null, lists and objects.", payloadOf(`site = "north"`, `power = sensor.power.value`)},
	{"Unknown field", "No message has a field of that name. Names are joined by dots, from the outside in.", `fault "gaps" {
  effect "missing_field" { field = "sensors.power.value" }
}`},
	{"Unknown info", "A payload refers to what device_info of its model has.", `model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
  device_info {
    firmware = "1.2.3"
  }
  payload = {
    firmware = info.firmware
  }
}`},
}

const (
	burst = `fault "radio" {
  effect "burst_loss" {
    enter = "1%"
    leave = "20%"
  }
}`
	clockSkew = `fault "clock" {
  effect "clock_skew" { rate = "+2s/h" }
}`
	swap = `model "meter" {
  interval = "5s"
  sensor "inlet" { value = normal(60, 1) }
  sensor "outlet" { value = normal(40, 1) }
}
fault "crossed" {
  effect "swap" { sensors = ["inlet", "outlet"] }
}`
)

// payloadOf is a model with a payload of these members.
func payloadOf(members ...string) string {
	text := "model \"meter\" {\n  interval = \"5s\"\n  sensor \"power\" { value = normal(12, 3) }\n  payload = {\n    " +
		strings.Join(members, "\n    ") + "\n  }\n}"
	formatted, _ := Format("example.hcl", []byte(text))
	return string(formatted)
}
