scenario "s" {}

model "m" {
  interval = null # ERROR: Argument is null
  sensor "x" { value = null } # ERROR: Argument is null
}

devices "m" { count = null } # ERROR: Argument is null

phase "p" {
  duration = null # ERROR: Argument is null
  faults   = [null] # ERROR: Argument is null
}
