# A coarse sensor.

scenario "quantize" { start = "2026-03-02T06:00:00Z" }

model "cooler" {
  interval = "1s"
  sensor "inlet" {
    unit    = "°C"
    value   = normal(6, 0.5)
    digits  = 1
    clamp   = [0, 30]
    warning = [2, 9]
  }
  sensor "outlet" {
    unit  = "°C"
    value = normal(12, 0.5)
  }
  sensor "fan" { value = switch("5s", "5s") }
}

building "A" {
  devices "cooler" { count = 2 }
}

fault "f" {
  count = 1
  after = "3s"
  lasts = "6s"
  effect "quantize" {
    sensor = "inlet"
    step   = 0.5
  }
}

phase "run" {
  duration = "14s"
  faults   = [fault.f]
}

sink "kafka" { partitions = 1 }

labels { topic = "labels" }
