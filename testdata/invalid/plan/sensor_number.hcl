# Only one of the models measures a number by that name.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
  sensor "open" { value = switch("1m", "1m") }
}

devices "meter" { count = 10 }

fault "shifted" {
  effect "bias" { # ERROR: Sensor is not a number
    sensor = "open"
    add    = 1
  }
}

model "other" {
  interval = "5s"
  sensor "open" { value = normal(1, 1) }
}

phase "run" {
  duration = "1m"
  faults   = [fault.shifted]
}

sink "kafka" { partitions = 1 }
