package schema

// An Explanation is what `iotsim docs errors` says of a diagnostic: why it is
// one, and how it is written well. Example is HCL that loads, with what is around
// it supplied, or a command line after "$ ". Each summary in the code has one
// (internal/project holds them against each other).
type Explanation struct{ Summary, Why, Example string }

// Explanations are those of this package and of HCL's parser, by summary.
func Explanations() []Explanation {
	var all []Explanation
	for _, table := range [][]Explanation{structure, values, times, signals, verdicts, effects, destinations, reused, secret, hostile, parsed, grammar} {
		all = append(all, table...)
	}
	return all
}

// structure: blocks, labels, names and references.
var structure = []Explanation{
	{"Argument expected", "A name = value stands here, not a block with braces.", `phase "run" {
  duration = "1m"
}`},
	{"Block expected", "A block has braces and no equals sign.", `model "meter" {
  interval = "5s"
  sensor "power" {
    value = normal(12, 3)
    daily {
      amplitude = 4
      peak      = "15:00"
    }
  }
}`},
	{"Conflicting arguments", "The two say the same thing in different ways; only one of them can hold.", `building "B" {
  count = 2
  floor {
    room "101" {
      devices "meter" { count = 10 }
    }
  }
}`},
	{"Duplicate block", "There is one such block at most. In a folder of files it may stand in any of them.", `scenario "plant" { seed = 4 }`},
	{"Duplicate devices", "The label of a devices block is its name, unique in its room. A second block of one model says which.", `room "101" {
  devices "meter" { count = 10 }
  devices "spare" {
    model = model.meter
    count = 2
  }
}`},
	{"Duplicate building", unique, `building "{key}" {
  for_each = ["A", "B"]
  floor {
    room "101" {
      devices "meter" { count = 10 }
    }
  }
}`},
	{"Duplicate floor", unique, `building "A" {
  floor {
    number = 1
    count  = 3
    devices "meter" { count = 10 }
  }
  floor {
    number = 4
    devices "meter" { count = 10 }
  }
}`},
	{"Duplicate room", unique, `floor {
  room "{n:02}" {
    count = 10
    devices "meter" { count = 10 }
  }
}`},
	{"Duplicate fault", unique, twoFaults},
	{"Duplicate model", unique, `model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
}
model "pump" {
  interval = "5s"
  sensor "power" { value = normal(40, 3) }
}`},
	{"Duplicate phase", unique, `phase "before" { duration = "1m" }
phase "after" { duration = "1m" }`},
	{"Duplicate sensor", unique, `model "meter" {
  interval = "5s"
  sensor "power_1" { value = normal(12, 3) }
  sensor "power_2" { value = normal(12, 3) }
}`},
	{"Duplicate variable", unique, `variable "rooms" { default = 3 }
variable "floors" { default = 2 }`},
	{"Duplicate local", unique, `locals {
  rooms  = 3
  floors = 2
}`},
	{"Duplicate id", "An id names one device: what a topic holds is told apart by it. A pattern needs a field that differs.", `devices "meter" {
  count = 10
  id    = "meter-{index:05}"
}`},
	{"Empty name", "A name stands in every message, so there has to be one.", onePlace},
	{"Empty place", "Places exist for the devices in them.", `building "A" {
  devices "meter" { count = 10 }
}`},
	{"Fault listed twice", "A fault happens once in a phase, or again and again with repeat.", `fault "late" {
  lasts  = "5s"
  repeat = "30s"
  effect "offline" {}
}
phase "run" {
  duration = "1m"
  faults   = [fault.late]
}`},
	{"Invalid name", "A variable is used as var.NAME and a library as lib.NAME, so their names are one word; a place's has 1 to 200 bytes.", `variable "rooms_per_floor" { default = 3 }`},
	{"Invalid tag", "A tag is a name and a text, of at most 200 bytes each; both have at least one.", tagged},
	{"Misplaced argument", "Arguments stand in blocks. Values of your own go into locals.", `locals { rooms = 3 }`},
	{"Misplaced block", "The block is known, but stands in another one.", `model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
}`},
	{"Missing argument", "The block means nothing without it.", `phase "run" { duration = "1m" }`},
	{"Missing block", "A scenario has one scenario block, a model, devices and a phase.", `scenario "plant" {}
model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
}
devices "meter" { count = 10 }
phase "run" { duration = "1m" }`},
	{"Missing label", "The text after the kind of a block is its name, or its kind of sink or effect.", `sink "kafka" { topic = "plant" }`},
	{"Name too long", "A name stands in every message: it has at most 200 bytes.", onePlace},
	{"No devices", "Devices stand in places, or alone when places do not matter.", `building "A" {
  floor {
    room "101" {
      devices "meter" { count = 100 }
    }
  }
}`},
	{"Not supported yet", "It is part of the language, but does not run yet.", `phase "run" { duration = "1m" }`},
	{"Reference expected", "What is declared in the file is named without quotes.", `devices "spare" {
  model = model.meter
  count = 2
}`},
	{"List of references expected", "Several are named in brackets, without quotes.", `fault "late" {
  effect "offline" {}
}
phase "run" {
  duration = "1m"
  faults   = [fault.late]
}`},
	{"Unexpected block", "A file of variables has lines NAME = VALUE only.", "$ iotsim plan scenario.hcl --var-file prod.vars.hcl"},
	{"Unexpected label", "Blocks have at most one label, and some none: a floor is known by its number.", `building "A" {
  floor {
    number = 3
    devices "meter" { count = 10 }
  }
}`},
	{"Unknown argument", "The block has no argument of that name. `iotsim docs BLOCK` lists those that it has.", `phase "run" {
  duration = "1m"
  rate     = 2
}`},
	{"Template in a label", "A label is read before anything is computed. Of a place that repeats it is a pattern, with fields in braces.", `building "hall-{key}" {
  for_each = ["A", "B"]
  devices "meter" { count = 10 }
}`},
	{"Unknown block", "There is no such block. `iotsim docs` lists those that there are.", onePlace},
	{"Unknown effect", "`iotsim docs effect` lists what a fault can do.", twoFaults},
	{"Unknown fault", undeclared, twoFaults},
	{"Unknown local", undeclared, `locals { rooms = 3 }
devices "meter" { count = 10 * local.rooms }`},
	{"Unknown model", undeclared, `devices "cold" {
  model = model.meter
  count = 10
}`},
	{"Unknown phase", undeclared, `phase "run" { duration = "1m" }`},
	{"Unknown name", "A bare word names something that is declared: var.NAME, local.NAME, model.NAME, fault.NAME, phase.NAME, lib.NAME, and building, floor and room where they repeat. A text stands in quotes.", `building "{key}" {
  for_each = { A = 10, B = 20 }
  devices "meter" { count = building.value }
}`},
	{"Unknown sensor", "An effect names a sensor of some model, in quotes.", `fault "frozen" {
  effect "stuck" { sensor = "power" }
}`},
	{"Unknown sink", "`iotsim docs sink` lists where records can go.", `sink "file" { path = "records.ndjson" }`},
	{"Unknown variable", undeclared, `variable "rooms" { default = 3 }
devices "meter" { count = 10 * var.rooms }`},
}

const (
	unique     = "A name is told apart from the others of its kind."
	undeclared = "The name is not declared in the scenario."
	onePlace   = `building "A" {
  devices "meter" { count = 10 }
}`
	twoFaults = `fault "frozen" {
  probability = "5%"
  effect "stuck" { sensor = "power" }
}
fault "lost" {
  effect "drop" { share = "1%" }
}
phase "run" {
  duration = "1m"
  faults   = [fault.frozen, fault.lost]
}`
)

// tagged is a place with a tag, and a fault that goes by it.
const tagged = `building "B" {
  tags = { gateway = "gw-7" }
  devices "meter" { count = 10 }
}
fault "outage" {
  where = "device.tags.gateway == 'gw-7'"
  effect "drop" {}
}`
