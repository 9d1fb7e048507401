# A battery falls to a level or at a rate.

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

model "node" {
  interval = "5s"
  sensor "rotation" { value = normal(900, 20) }
  device_info { charge = drain(100, "1/h") }
}

devices "meter" { count = 10 }

fault "f" {
  effect "battery" {} # ERROR: Missing argument
  effect "battery" {
    level = 5
    rate  = "5/h" # ERROR: Conflicting arguments
  }
  effect "battery" { rate = "-5/h" } # ERROR: Change per time expected
  effect "battery" { level = -1 }    # ERROR: Number out of range
}

phase "run" {
  duration = "1m"
  faults   = [fault.f]
}
