package schema

import "slices"

// hostile: limits that keep a scenario safe to open, and files.
var hostile = []Explanation{
	{"Expression too long", "An expression in quotes has at most 4,096 bytes. Split a formula into sensors.", `model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
  sensor "loss" { formula = "power * 0.1" }
}`},
	{"File cannot be read", "The file is there, but may not be read, or lies outside of the folder of the scenario.", "$ ls -l scenario.hcl"},
	{"File not found", "Paths are relative to the folder that the command runs in.", "$ iotsim plan scenarios/factory.hcl"},
	{"File too large", "A scenario file has at most one mebibyte: places repeat with count and for_each.", `building "{key}" {
  for_each = ["A", "B"]
  floor {
    count = 5
    room "{n:02}" {
      count = 10
      devices "meter" { count = 100 }
    }
  }
}`},
	{"Heredoc too long", "A heredoc has at most 2,000 lines.", `scenario "plant" {
  description = <<-EOT
    Two buildings.
  EOT
}`},
	{"Invalid UTF-8", "Scenarios and series are UTF-8 text. Save the file as UTF-8.", "$ iconv -f latin1 -t utf-8 old.hcl > scenario.hcl"},
	{"Invisible character", "Characters that editors do not show can make a text mean something else than it says.", `building "A栋" {
  devices "meter" { count = 10 }
}`},
	{"Nested too deeply", "Brackets, blocks and templates nest at most 64 deep, and locals and libraries name each other over at most 256 steps.", `locals {
  inner = [1, 2]
  outer = [local.inner, local.inner]
}`},
	{"No scenario files", "A folder is a scenario when it holds files that end in .hcl.", "$ iotsim init plant"},
	{"Not a regular file", "To open a pipe would wait for whoever writes to it. Only regular files are read.", "$ cat pipe > scenario.hcl"},
	{"Number too long", "A number is written with at most 40 characters.", sensorWith(`clamp = [0, 100.25]`)},
	{"Pattern too long", "A pattern is rendered for every device: it has at most 64 parts.", `devices "meter" {
  count = 10
  id    = "{model}-{n:03}"
}`},
	{"Statement too long", "One argument has at most 50,000 words and signs. Name parts of it with locals.", `locals {
  first = [1, 2]
  all   = concat(local.first, [3])
}`},
	{"Too many devices", "A scenario has at most 20,000,000 devices in 1,000,000 groups.", `devices "meter" { count = 1000000 }`},
	{"Too many effects", "A fault has at most 64 effects. Write another fault.", twoFaults},
	{"Too many elements", "for_each takes at most 10,000 elements.", `building "{key}" {
  for_each = ["A", "B"]
  devices "meter" { count = 10 }
}`},
	{"Too many faults", "A scenario has at most 1,000 faults. One fault may hit many devices.", twoFaults},
	{"Too many files", "A scenario has at most 256 files.", "$ iotsim validate plant"},
	{"Too many tags", "A block has at most 64 tags.", tagged},
	{"Value out of range", "What an expression computes is bounded: numbers as a float64 holds them, texts of a mebibyte, 100,000 elements, 250,000 steps.", `locals { rooms = [for n in range(100) : "room-${n}"] }`},
}

// parsed: what HCL's parser and evaluator say in words of their own, each
// with an example of its own.
var parsed = []Explanation{
	{"Argument or block definition required", "A line in a block is NAME = VALUE, or begins another block.", `phase "run" {
  duration = "1m"
}`},
	{"Attribute redefined", "Each argument is set once.", `phase "run" { duration = "1m" }`},
	{"Error in function call", "The function refuses what it was given, or would make too much of it.", `devices "meter" { count = length(range(10)) }`},
	{"Inconsistent conditional result types", "Both branches of a condition are of one type. A number that stands for a distribution is constant(24).", `locals { quiet = true }
model "meter" {
  interval = "5s"
  sensor "power" { value = local.quiet ? constant(24) : normal(24, 1) }
}`},
	{"Invalid block definition", "A block has its kind, its label in quotes and an opening brace in one line.", `phase "run" {
  duration = "1m"
}`},
	{"Invalid expression", "Something else than a value stands here.", `fault "upstairs" {
  where = "device.floor == 3"
  effect "drop" {}
}`},
	{"Invalid function argument", "The function takes something else at this place.", `model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
}`},
	{"Quotes inside quotes", "A double quote ends the text that another one began. Texts inside of an expression stand in single quotes; in other texts a quote is written \\\".", `scenario "plant" { description = "The \"old\" hall." }`},
	{"Invalid multi-line string", "A text in quotes ends on the line on which it begins: a quote is missing.", `scenario "plant" { description = "Two buildings." }`},
	{"Invalid number literal", "It is not written as a number is.", `devices "meter" { count = 10 }`},
	{"Invalid operand", "The operator works on something else: numbers, or true and false.", `locals { devices = 10 * 3 }`},
	{"Invalid single-argument block definition", "A block on one line has one argument. With more, each has a line of its own.", `devices "meter" {
  count = 10
  id    = "meter-{n:03}"
}`},
	{"Invalid template interpolation value", "Only texts, numbers and bools can stand in ${ }. Fields of a pattern stand in braces without a dollar sign.", `devices "meter" {
  count = 10
  id    = "{model}-{n}"
}`},
	{"Missing item separator", "Elements are separated by commas.", `locals { rooms = ["101", "102"] }`},
	{"Missing newline after argument", "Each argument has a line of its own.", `phase "run" {
  duration = "1m"
  rate     = 2
}`},
	{"Not enough function arguments", "The function takes more.", sensorWith()},
	{"Too many function arguments", "The function takes fewer.", sensorWith()},
	{"Unclosed bracket", "A bracket that opens must be closed, before the next argument begins.", `phase "run" {
  duration = "1m"
  devices  = ramp(0, "100%")
}`},
	{"Unclosed configuration block", "A closing brace is missing, or a bracket before it.", `phase "run" {
  duration = "1m"
}`},
	{"Unsupported attribute", "The object has no member of that name.", `locals {
  limits = { low = 0, high = 100 }
  low    = local.limits.low
}`},
	{"Unsupported operator", "Write && for and, || for or, ! for not.", `locals { busy = 3 > 2 && 2 > 1 }`},
}

// IsParsers says that a summary is one of HCL's own, and not in this code.
func IsParsers(summary string) bool {
	return slices.ContainsFunc(slices.Concat(parsed, grammar), func(e Explanation) bool { return e.Summary == summary })
}
