# Devices that fall silent and come back: buffers, backfill, moments of their own,
# slots, merged windows, a backlog that outlives the scenario, and carts whose
# batteries run out in the middle of it. internal/oracle says the same in Go
# (oracle.Offline).

scenario "offline" {
  seed  = 11
  start = "2026-03-02T06:00:00Z"
}

model "press" {
  interval = "2s"
  sensor "force" { value = normal(50, 5) }
}

model "cart" {
  interval = "5s"
  sensor "speed" { value = uniform(0, 2) }
  device_info {
    battery = drain(100, "1600/h") # empty at 225 s
  }
}

building "plant" {
  floor {
    count = 2
    room "{floor}{n:02}" {
      count = 2
      devices "press" { count = 15 }
    }
  }
}

building "annex" {
  floor {
    room "hall" {
      devices "cart" {
        count = 24
        id    = "cart_{index}"
      }
    }
  }
}

fault "gateway" {
  where  = "device.floor == 2"
  after  = uniform("0s", "10s")
  lasts  = uniform("5s", "20s")
  repeat = "45s"
  effect "offline" {
    reconnect = uniform("0s", "4s")
    backfill  = "3/s"
    buffer    = 8
  }
}

fault "dark" {
  count = 9
  after = exponential("12s")
  effect "offline" {}
}

fault "cable" {
  where       = "device.building == 'annex' || device.room == '101'"
  probability = "45%"
  after       = "15s"
  lasts       = "30s"
  effect "offline" {
    reconnect = "2500ms"
    buffer    = 6
  }
}

fault "evening" {
  where       = "device.floor == 1"
  probability = "50%"
  after       = uniform("35s", "55s")
  lasts       = "40s"
  effect "offline" {
    reconnect = uniform("1s", "9s")
    backfill  = "1.25/s"
    buffer    = 12
  }
}

phase "fill" {
  duration = "20s"
  devices  = ramp("40%", "100%")
}

phase "first" {
  duration = "40s"
  faults   = [fault.gateway, fault.dark]
}

phase "second" {
  duration = "50s"
  rate     = 2
  faults   = [fault.gateway]
}

phase "calm" { duration = "30s" }

phase "down" {
  duration = "40s"
  devices  = ramp("100%", "50%")
  faults   = [fault.gateway, fault.cable, fault.dark]
}

phase "last" {
  duration = "1m"
  devices  = ramp("50%", "100%", "ease")
  rate     = 1.5
  faults   = [fault.cable, fault.evening]
}

sink "null" { partitions = 4 }

labels { topic = "truth" }
