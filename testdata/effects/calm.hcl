# One device, and nothing wrong with it. Beside it lies an overlay for each effect of
# the language: one fault, which happens from 0:30 to 1:10. make pictures draws the same
# stretch of the same signal with each of them.

scenario "effects" {
  seed  = 11
  start = "2026-03-02T08:00:00Z"
}

model "probe" {
  interval = "2s"

  sensor "temperature" {
    unit   = "°C"
    value  = normal(21, 0.8)
    memory = "20s"
    digits = 2
    clamp  = [-50, 50]
  }

  sensor "outlet" {
    unit   = "°C"
    value  = normal(23, 0.4)
    memory = "20s"
  }

  device_info {
    firmware = "1.2.3"
    battery  = drain(100, "0.4/h")
  }
}

building "A" {
  devices "probe" { count = 1 }
}

phase "before" { duration = "30s" }

phase "fault" { duration = "40s" }

phase "after" { duration = "30s" }

sink "kafka" { partitions = 1 }
