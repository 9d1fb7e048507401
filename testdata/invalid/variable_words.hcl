scenario "s" {}

variable "rate" {
  type    = rate
  default = "50%" # ERROR: Invalid value for variable
}
variable "share" {
  type    = percent
  default = 20 # ERROR: Invalid value for variable
}
variable "noise" {
  type    = distribution
  default = 24 # ERROR: Invalid value for variable
}
variable "model" {
  type    = model
  default = fault.f # ERROR: Invalid value for variable
}
variable "unknown" {
  type    = fault
  default = fault.g # ERROR: Unknown fault
}
variable "pauses" {
  type    = map(duration)
  default = { a = "5s", b = "soon" } # ERROR: Invalid value for variable
}
variable "parts" {
  type    = object({ name = string, pace = list(duration) })
  default = { name = "x", pace = ["1s", "2"] } # ERROR: Invalid value for variable
}
variable "pair" {
  type    = tuple([duration, distribution])
  default = ["1s", 5] # ERROR: Invalid value for variable
}
variable "lists" {
  type    = list(speed) # ERROR: Invalid type
  default = []
}
variable "flag" {
  type      = bool
  sensitive = "yes" # ERROR: Bool expected
  default   = true
}

model "m" {
  interval = "5s"
  sensor "x" { value = normal(0, 1) }
}
fault "f" {
  effect "stuck" { sensor = "x" }
}
devices "m" {}
phase "run" {
  duration = "1m"
  faults   = [fault.f]
}
