# Only numbers are added to, multiplied, clipped and rounded.

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
  effect "drift" {
    sensor = "pump" # ERROR: Numbers only
    rate   = "+1/h"
  }
  effect "gain" {
    sensor = "pump" # ERROR: Numbers only
    factor = 2
  }
  effect "spike" {
    sensor = "pump" # ERROR: Numbers only
    value  = normal(0, 1)
  }
  effect "noise" {
    sensor = "pump" # ERROR: Numbers only
    value  = normal(0, 1)
  }
  effect "clip" {
    sensor = "pump" # ERROR: Numbers only
    limits = [0, 1]
  }
  effect "quantize" {
    sensor = "pump" # ERROR: Numbers only
    step   = 1
  }
  effect "sentinel" {
    sensor = "pump" # ERROR: Numbers only
    value  = -127
  }
  effect "sentinel" {
    sensor = "pump"
    value  = null
  }
}

phase "run" {
  duration = "1m"
  faults   = [fault.f]
}
