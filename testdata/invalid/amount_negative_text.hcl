scenario "s" {}

model "m" {
  interval = "1s"
  sensor "x" { value = normal(1, 2) }
}

devices "m" { count = 10 }

fault "f" {
  probability = "-50%" # ERROR: Percentage expected
  effect "drop" { share = "-1%" } # ERROR: Percentage expected
}

phase "p" {
  duration = "10s"
  devices  = "-50%" # ERROR: Amount of devices expected
  rate     = ramp(2, "-1x") # ERROR: Invalid function argument
  faults   = [fault.f]
}
