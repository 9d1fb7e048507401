# A building of forty meters loses its gateway for twelve seconds. Each keeps eight readings,
# comes back at a moment of its own within four seconds, and sends five a second.

scenario "storm" {
  seed  = 12
  start = "2026-03-02T06:00:00Z"
  speed = "8x"
}

model "meter" {
  interval = "1s"
  sensor "power" {
    unit  = "W"
    value = normal(1200, 40)
  }
}

building "{key}" {
  for_each = ["calm", "struck"]
  floor {
    count = 2
    room "{floor}{n:02}" {
      count = 2
      devices "meter" { count = 10 }
    }
  }
}

fault "gateway" {
  where = "device.building == 'struck'"
  lasts = "12s"
  effect "offline" {
    reconnect = uniform("0s", "4s")
    backfill  = "5/s"
    buffer    = 8
  }
}

phase "before" { duration = "10s" }

phase "outage" {
  duration = "12s"
  faults   = [fault.gateway]
}

phase "storm" { duration = "18s" }

sink "kafka" {
  topic      = "storm"
  partitions = 3
}

labels { topic = "storm.truth" }
