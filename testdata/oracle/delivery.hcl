# Drops, delays and copies, alone and behind an offline effect, from several
# faults on the same devices, on two models of different intervals.
# internal/oracle says the same in Go (oracle.Delivery).

scenario "delivery" {
  seed  = 13
  start = "2026-03-02T06:00:00Z"
}

model "fast" {
  interval = "3s"
  sensor "level" { value = normal(50, 5) }
}

model "slow" {
  interval = "7s"
  sensor "level" { value = normal(50, 5) }
}

building "hub" {
  floor {
    count = 3
    room "r{floor}" {
      devices "fast" { count = 14 }
      devices "slow" {
        count = 9
        id    = "slow_{index:04}"
      }
    }
  }
}

fault "radio" {
  where       = "device.floor >= 2"
  probability = "60%"
  after       = uniform("0s", "10s")
  lasts       = uniform("20s", "40s")
  effect "drop" { share = "15%" }
  effect "delay" {
    by    = uniform("0s", "4s")
    share = "50%"
  }
}

fault "echo" {
  count = 30
  effect "duplicate" {
    share  = "25%"
    copies = 2
    after  = "1500ms"
  }
  effect "duplicate" { share = "10%" }
}

fault "jam" {
  where = "device.floor != 2"
  effect "delay" {
    by  = exponential("2s")
    max = "10s"
  }
}

fault "outage" {
  where       = "device.floor >= 2"
  probability = "50%"
  lasts       = "25s"
  effect "delay" { by = "800ms" }
  effect "offline" {
    reconnect = uniform("0s", "3s")
    backfill  = "5/s"
    buffer    = 4
  }
  effect "drop" { share = "5%" }
}

fault "uplink" {
  where = "device.floor == 2"
  after = "10s"
  lasts = "20s"
  effect "offline" {
    backfill = "2.5/s"
    buffer   = 6
  }
}

fault "severed" {
  count  = 3
  lasts  = "5s"
  repeat = "20s"
  effect "drop" {}
}

phase "start" {
  duration = "30s"
  devices  = ramp("50%", "100%")
}

phase "busy" {
  duration = "40s"
  rate     = 2.5
  faults   = [fault.radio, fault.echo, fault.jam]
}

phase "break" {
  duration = "45s"
  faults   = [fault.outage, fault.uplink, fault.echo, fault.severed]
}

phase "calm" { duration = "20s" }

phase "again" {
  duration = "50s"
  rate     = ramp(3, 0.5)
  faults   = [fault.jam, fault.outage, fault.uplink, fault.radio, fault.echo, fault.severed]
}

sink "null" { partitions = 3 }

labels { topic = "truth" }
