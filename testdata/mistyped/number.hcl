# A number where a duration is meant.

scenario "mistyped" {}

model "pump" {
  interval = 5
  sensor "temperature" {
    unit  = "°C"
    value = normal(60, 2)
  }
  sensor "vibration" {
    unit    = "mm/s"
    formula = "2 + 0.05 * (temperature - 60) + noise"
    noise   = normal(0, 0.1)
  }
}

building "plant" {
  room "hall" {
    devices "pump" { count = 20 }
  }
}

fault "blackout" {
  probability = "20%"
  effect "offline" {}
}

phase "failure" {
  duration = "1m"
  faults   = [fault.blackout]
}
