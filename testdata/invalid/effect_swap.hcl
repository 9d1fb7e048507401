# A swap is between two sensors of one device.

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

model "fan" {
  interval = "5s"
  sensor "rotation" { value = normal(900, 20) }
}

devices "meter" { count = 10 }

fault "f" {
  effect "swap" { sensors = ["power"] }             # ERROR: Two sensors expected
  effect "swap" { sensors = ["power", "power"] }    # ERROR: Two sensors expected
  effect "swap" { sensors = "power" }               # ERROR: List of texts expected
  effect "swap" { sensors = ["power", "sply"] }     # ERROR: Unknown sensor
  effect "swap" { sensors = ["power", "rotation"] } # ERROR: Sensors of different models
}

phase "run" {
  duration = "1m"
  faults   = [fault.f]
}
