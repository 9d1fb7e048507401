# What is on or off has no bias.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "pump" { value = switch("45m", "15m") }
}

building "A" {
  floor {
    room "101" {
      devices "meter" { count = 10 }
    }
  }
}

fault "f" {
  effect "bias" {
    sensor = "pump" # ERROR: Numbers only
    add    = 1
  }
}

phase "run" {
  duration = "1m"
  faults   = [fault.f]
}
