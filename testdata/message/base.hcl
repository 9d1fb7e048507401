# What the fixtures beside it have in common: each adds a fault "f".

scenario "message" {
  seed  = 7
  start = "2026-03-02T06:00:00Z"
}

model "meter" {
  interval = "2s"
  sensor "power" {
    unit  = "kW"
    value = normal(12, 3)
  }
  sensor "pump" { value = switch("45m", "15m") }
  device_info {
    firmware        = "1.2.3"
    battery         = drain(100, "40/h")
    signal_strength = normal(-58, 6)
  }
}

model "plc" {
  interval = "2s"
  sensor "level" {
    unit  = "m"
    value = normal(3, 0.5)
  }
  device_info {
    firmware = "PLC-{n}"
    battery  = 40
  }
  payload = {
    v    = 2
    plc  = "{building}/{room}/{n}"
    at   = { ms = timestamp.ms, us = timestamp.us, s = timestamp.s, text = timestamp.rfc3339 }
    seq  = device.sequence
    body = { raw = [sensor.level.value, sensor.level.status], "odd.name" = { tags = ["a", "b\""] } }
    fw   = ["fw", info.firmware]
    left = info.battery
  }
}

building "A栋" {
  floor {
    room "101" {
      devices "meter" {
        count = 1
        id    = "meter"
      }
      devices "plc" {
        count = 1
        id    = "plc"
      }
    }
  }
}

phase "before" { duration = "2s" }

phase "during" {
  duration = "8s"
  faults   = [fault.f]
}

phase "after" { duration = "2s" }

sink "kafka" { partitions = 1 }

labels { topic = "labels" }
