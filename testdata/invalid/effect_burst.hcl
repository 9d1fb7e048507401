# A burst begins, lasts and ends.

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
  effect "burst_loss" {
    enter = "60%"
    leave = "40%" # ERROR: Bursts too short
  }
  effect "burst_loss" { # ERROR: Bursts without an end
    enter = "1%"
    leave = 0
  }
  effect "burst_loss" { enter = "1%" } # ERROR: Missing argument
  effect "burst_loss" { # ERROR: Bursts without an end
    enter = 0.0000000001
    leave = "20%"
  }
}

phase "run" {
  duration = "1m"
  faults   = [fault.f]
}
