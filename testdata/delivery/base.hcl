# What every fault of this folder happens to: two devices that say how they count.

scenario "delivery" {
  seed  = 5
  start = "2026-03-02T06:00:00Z"
}

model "meter" {
  interval = "2s"
  sensor "power" {
    value  = normal(12, 3)
    spread = normal(0, 4)
    digits = 1
  }
  payload = {
    id    = device.id
    at    = timestamp.ms
    n     = device.sequence
    power = sensor.power.value
  }
}

devices "meter" { count = 2 }

phase "before" { duration = "6s" }

phase "during" {
  duration = "16s"
  faults   = [fault.f]
}

phase "after" { duration = "6s" }

sink "kafka" {
  topic      = "data"
  partitions = 1
}

labels { topic = "labels" }
