# One sensor repeats what it said last, one a number, one that it is on or off.

scenario "stuck" { start = "2026-03-02T06:00:00Z" }

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
  effect "stuck" { sensor = "inlet" }
  effect "stuck" {
    sensor = "outlet"
    at     = 85
  }
  effect "stuck" { sensor = "fan" }
}

phase "run" {
  duration = "14s"
  faults   = [fault.f]
}

sink "kafka" { partitions = 1 }

labels { topic = "labels" }
