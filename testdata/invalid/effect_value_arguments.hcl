# Each argument of an effect on values has its range.

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
    sensor = "power"
    rate   = 1  # ERROR: Change per time expected
    max    = -1 # ERROR: Number out of range
  }
  effect "spike" {
    sensor = "power"
    value  = 5 # ERROR: Distribution expected
  }
  effect "noise" {
    sensor = "power"
    value  = fixed(normal(0, 1)) # ERROR: Unfit distribution
  }
  effect "noise" {
    sensor = "power"
    value  = normal("1s", "1s") # ERROR: Unfit distribution
  }
  effect "clip" {
    sensor = "power"
    limits = [9, 1] # ERROR: Limits the wrong way round
  }
  effect "quantize" {
    sensor = "power"
    step   = 0 # ERROR: Number out of range
  }
  effect "gain" { sensor = "power" } # ERROR: Missing argument
  effect "stuck" {
    sensor  = "power"
    grow    = "400d" # ERROR: Duration too long
    recover = 5      # ERROR: Duration needs a unit
    share   = "120%" # ERROR: Percentage expected
  }
}

phase "run" {
  duration = "1m"
  faults   = [fault.f]
}
