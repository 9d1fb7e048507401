# A clock gains time per time, or is off in one way.

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
  effect "clock_skew" { rate = "2s" }      # ERROR: Duration per time expected
  effect "clock_skew" { rate = "+2/h" }    # ERROR: Duration per time expected
  effect "clock_skew" { rate = "-61m/h" }  # ERROR: Clock too far off
  effect "clock_step" {}                   # ERROR: Missing argument
  effect "clock_step" { by = "1" }         # ERROR: Invalid duration
  effect "clock_step" { by = "-400d" }     # ERROR: Duration too long
  effect "clock_step" { to = "yesterday" } # ERROR: Instant expected
  effect "clock_step" { to = "now-1h" }    # ERROR: Instant expected
  effect "clock_step" { unit = "us" }      # ERROR: Unknown word
  effect "clock_step" {
    by   = "+1h"
    unit = "s" # ERROR: Conflicting arguments
  }
}

phase "run" {
  duration = "1m"
  faults   = [fault.f]
}
