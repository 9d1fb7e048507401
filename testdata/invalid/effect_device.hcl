# Each argument of an effect on devices has its range.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" {
    unit  = "kW"
    value = normal(12, 3)
  }
  sensor "supply" { value = normal(50, 1) }
  sensor "pump" { value = switch("45m", "15m") }
}

devices "meter" { count = 10 }

fault "f" {
  effect "reboot" { gap = 5 }            # ERROR: Duration needs a unit
  effect "interval" { factor = -2 }      # ERROR: Number out of range
  effect "interval" { factor = 2000000 } # ERROR: Number out of range
  effect "interval" {}                   # ERROR: Missing argument
  effect "silence" { buffer = 5 }        # ERROR: Unknown argument
  effect "clone" {
    copies = 0     # ERROR: Whole number expected
    shift  = "-1s" # ERROR: Invalid duration
  }
}

phase "run" {
  duration = "1m"
  faults   = [fault.f]
}
