scenario "plant" {
  seed  = 7
  start = "2026-03-02T06:00:00Z"
}

locals { limit = 80 }

model "motor" {
  interval = "1s"
  sensor "temperature" {
    unit     = "°C"
    value    = normal(60, 2)
    memory   = "1m"
    critical = [0, 90]
    daily {
      amplitude = 4
      peak      = "15:00"
    }
  }
  sensor "current" {
    formula = "temperature > local.limit ? 3 : 2 + noise"
    noise   = normal(0, 0.1)
  }
  device_info {
    firmware = "1.2.3"
    serial   = "SN-{index}"
    battery  = drain(100, "0.4/h")
  }
}

model "meter" {
  interval = "2s"
  sensor "power" { value = replay("past.csv", "kw") }
  payload = {
    id = "{id}"
    at = timestamp.ms
    kw = sensor.power.value
    no = "{index}"
  }
}

building "A" {
  tags = { line = "north" }
  room "{n}" {
    count = 4
    devices "motor" {
      count = 5
      id    = "m-{index:03}"
    }
    devices "meter" {}
  }
}

building "B" {
  room "1" {
    devices "motor" {
      count = 5
      id    = "m-{index:03}"
    }
  }
}

fault "wear" {
  probability = "50%"
  effect "bias" {
    sensor = "current"
    add    = 1.5
  }
  effect "drop" { share = "10%" }
}

fault "dark" {
  count = 3
  where = "device.building == 'A'"
  lasts = "5s"
  effect "offline" {}
}

phase "ramp" {
  duration = "10s"
  devices  = ramp(0, 20)
}

phase "busy" {
  duration = "10s"
  devices  = "100%"
  rate     = "50/s"
  faults   = [fault.wear]
}

cycle "shift" {
  times = 2
  phase "day" {
    duration = "5s"
    faults   = [fault.dark]
  }
  phase "night" {
    duration = "5s"
    rate     = 0.5
  }
}

sink "kafka" {
  topic      = "plant.data"
  partitions = 3
  headers    = { site = "north", seat = "{index}" }
  config     = { "retention.ms" = "60000" }
}

labels { topic = "plant.labels" }

expect "lossless" { that = "failed == 0" }
