# There is no way from on to off, or from one word to another.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
  sensor "pump" { value = switch("45m", "15m") }
  sensor "valve" { value = switch("5m", "5m") }
  sensor "mode" { value = choice({ "eco" = 0.8, "boost" = 0.2 }) }
}

devices "meter" { count = 10 }

fault "slow" {
  effect "stuck" { # ERROR: Sensor is not a number
    sensor = "pump"
    grow   = "10s"
  }
  effect "swap" { # ERROR: Sensor is not a number
    sensors = ["pump", "valve"]
    recover = "10s"
  }
  effect "stuck" { # ERROR: Sensor is not a number
    sensor = "mode"
    at     = 3
  }
  effect "stuck" { sensor = "mode" }
  effect "swap" { sensors = ["pump", "valve"] }
  effect "sentinel" {
    sensor = "mode"
    value  = null
  }
}

phase "run" {
  duration = "1m"
  faults   = [fault.slow]
}
