# A shape is the shape of a slope.

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
  effect "bias" {
    sensor = "power"
    add    = 1
    shape  = "linear" # ERROR: Shape without a slope
  }
  effect "gain" {
    sensor  = "power"
    factor  = 2
    recover = "10s"
    shape   = "liner" # ERROR: Unknown word
  }
}

phase "run" {
  duration = "1m"
  faults   = [fault.f]
}
