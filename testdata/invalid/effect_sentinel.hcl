# A sentinel is a number, or null.

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
  effect "sentinel" {
    sensor = "power"
    value  = "null" # ERROR: Number expected
  }
  effect "sentinel" {
    sensor = "power"
    value  = null
    grow   = "5s" # ERROR: Nothing grows to null
  }
}

phase "run" {
  duration = "1m"
  faults   = [fault.f]
}
