package schema

// reused: libraries, models that extend others, overlays and versions.
var reused = []Explanation{
	{"Ambiguous block", "Two blocks of the scenario have that kind and label, so an overlay cannot say which it means.", twoFaults},
	{"Ambiguous model", "Several libraries have a model of that name, so a devices block says which it means.", `library "std" { source = "./lib/std" }
devices "cold" {
  model = lib.std.model.meter
  count = 10
}`},
	{"Another version is needed", "The scenario says that it may hold what this version of the language does not know, so nothing else is looked at.", `iotsim { requires = ">= 0.1" }`},
	{"Constant text expected", "Libraries are read, and versions compared, before anything is evaluated.", libraryExample},
	{"Duplicate library", unique, `library "std" { source = "./lib/std" }
library "more" { source = "./lib/std" }`},
	{"Invalid library source", "A library is a folder relative to the file that names it, or a git repository with the tag or commit that is meant.", libraryExample},
	{"Invalid lock file", "iotsim.lock says which commit each git library is, and what its files are. `iotsim get` writes it.", "$ iotsim get plant"},
	{"Invalid version constraint", "A version is compared with one of = != > >= < <= ~>; several constraints have commas between them.", `iotsim { requires = ">= 0.1, < 2" }`},
	{"Libraries use each other", "A library is opened with what it uses, so what it uses cannot need it.", libraryExample},
	{"Library cannot be read", "The folder is there, but its files may not be read, or none ends in .hcl.", "$ ls -l lib/std"},
	{"Library differs from its lock", "A git library is what the lock pins, to the byte. To change it, copy it to a folder of your own.", "$ iotsim get plant"},
	{"Library is not fetched", "Nothing is fetched while planning: `iotsim get` does it, once, and pins what it fetched.", "$ iotsim get plant"},
	{"Library not found", "A library is a folder, relative to the file that names it.", libraryExample},
	{"Library outside the folder", "Nothing outside of the scenario's folder is read. Put the library into it, or make it a git library.", libraryExample},
	{"Models extend each other", "One of them must stand on its own, for the others to add to.", `model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
}
model "quick" {
  extends  = model.meter
  interval = "1s"
}`},
	{"Too many libraries", "Libraries use each other at most 8 deep, and a scenario has at most 256, of 4 MiB together.", libraryExample},
	{"Too many library files", "The libraries of a scenario have at most 1,024 files, of 4 MiB together.", "$ ls lib"},
	{"Too much is extended", "A chain of models, each with a sensor more, has as many sensors as its square: all together at most 100,000.", `model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
}
model "quick" {
  extends  = model.meter
  interval = "1s"
}`},
	{"Unknown library", undeclared, libraryExample},
}

// secret: values that are not printed.
var secret = []Explanation{
	{"Sensitive text too short", "Wherever a sensitive text would be printed stands (sensitive). One of less than 4 characters is part of too much.", secretExample},
	{"Sensitive value", "What is computed from a sensitive variable and shows in another form than it would give it away: numbers, times, names that others read.", secretExample},
	{"Sensitive values are texts", "A number or bool shows in what it decides, so it cannot be kept secret.", secretExample},
}

const (
	libraryExample = `library "std" { source = "./lib/std" }
devices "cold" {
  model = lib.std.model.meter
  count = 10
}`
	secretExample = `variable "token" {
  type      = string
  default   = "change me"
  sensitive = true
}
model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
  device_info { token = var.token }
}`
)
