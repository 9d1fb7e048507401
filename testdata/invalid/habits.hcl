scenario "x" { duration = "1m" } # ERROR: Unknown argument
variable "x" {
  default = 1
  validation {
    condition     = var.x > 0
    error_message = "no" # ERROR: Unknown argument
  }
}
model "m" {
  period = "5s" # ERROR: Unknown argument
  sensor "a" { mean = 3 } # ERROR: Unknown argument
  sensor "b" {
    value = normal(0, 1)
    max   = 4 # ERROR: Unknown argument
  }
  device_info { serial = "${count.index}" } # ERROR: Unknown name
}
devices "m" { id = "m-{number}" } # ERROR: Unknown pattern field
fault "f" {
  duration = "1m" # ERROR: Unknown argument
  sensor   = "a" # ERROR: Unknown argument
  phase    = phase.run # ERROR: Unknown argument
  effect "stuck" { sensor = "b" }
}
phase "run" {
  lasts  = "1m" # ERROR: Unknown argument
  faults = [fault.f]
}
expect "e" { condition = "failed == 0" } # ERROR: Unknown argument
