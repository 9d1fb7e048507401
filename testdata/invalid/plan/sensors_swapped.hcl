# Sensors that are swapped are alike.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
  sensor "pump" { value = switch("45m", "15m") }
  sensor "mode" { value = choice({ "eco" = 0.8, "boost" = 0.2 }) }
}

devices "meter" { count = 10 }

fault "crossed" {
  effect "swap" { # ERROR: Swapped sensors differ
    sensors = ["power", "pump"]
  }
  effect "swap" { # ERROR: Swapped sensors differ
    sensors = ["mode", "pump"]
  }
}

phase "run" {
  duration = "1m"
  faults   = [fault.crossed]
}
