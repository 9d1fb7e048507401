# Forty minutes of a campus whose network fails three times, each time further up: a gateway,
# a floor's switch, a building's uplink. What hung on it is gone at one moment and comes back
# spread out, as far as its firmware does that; the older half comes back all at once.
#
#   iotsim plan   scenarios/gateway_outage.hcl
#   iotsim sample scenarios/gateway_outage.hcl --device 'Süd-2-204-*-003' --at 30m --labels

scenario "gateway_outage" {
  description = "A gateway, a floor, a building fall off the network; buffers drain, the oldest readings are lost."
  seed        = 1969 # the year in which two computers first lost a connection
  start       = "2026-03-02T09:00:00+01:00"
  timezone    = "Europe/Berlin"
  speed       = "10x"
}

library "std" {
  source    = "./lib/std"
  variables = { interval = "10s" }
}

# ------------------------------------------------------------------ models

# All devices of a room feel one heating and one open window, and each has errors of its
# own beside that: what a room does is the same in all of them, to the last digit.
model "climate" {
  extends = lib.std.model.climate
  tags    = { generation = "patient" } # waits a random time before it connects again

  sensor "temperature" {
    value  = normal(21.5, 0.05)
    memory = "2m"
    spread = normal(0, 0.15)

    zone "room" {
      value  = normal(0, 0.25)
      memory = "20m"
      spread = normal(0, 0.4)
    }

    daily {
      amplitude = normal(0.6, 0.2) # large windows, small windows
      peak      = "15:30"
      shift     = uniform("0s", "2h") # east and west
      scope     = "room"
    }
  }
}

model "old_climate" {
  extends = model.climate
  tags    = { generation = "hasty" } # connects again at once, and sends all that it has
}

# ---------------------------------------------------------------- topology

building "{key}" {
  for_each = toset(["Nord", "Süd"])

  floor {
    count = 4

    devices "gateway" { # one hears the even rooms, one the odd ones
      model = lib.std.model.gateway
      count = 2
    }

    room "{floor}{n:02}" {
      count = 12
      tags  = { gateway = "gw-${floor.number}-${room.number % 2}" }
      devices "climate" { count = 6 }
      devices "old_climate" { count = 6 }
    }
  }
}

# ------------------------------------------------------------------ faults

# One gateway: half of the rooms of a floor, known by their tag.
fault "gateway_dies" {
  where = "device.building == 'Nord' && device.tags.gateway == 'gw-2-1'"
  after = "30s"
  lasts = "4m"
  effect "offline" {
    reconnect = uniform("0s", "20s")
    backfill  = "2/s"
    buffer    = 120
  }
}

# A switch takes a whole floor, whichever: its devices share the moment and the length.
fault "switch_fails" {
  scope = "floor"
  where = "device.building == 'Süd'"
  count = 1
  after = uniform("0s", "2m")
  lasts = uniform("2m", "5m")
  effect "offline" {
    reconnect = uniform("0s", "30s")
    backfill  = "2/s"
    buffer    = 120
  }
}

# The uplink of a building, twelve minutes: 72 readings and more, of which 48 fit. Patient
# devices come back within a minute and a half and send one reading a second …
fault "uplink_fails" {
  where = "device.building == 'Süd' && device.tags.generation != 'hasty'"
  lasts = "12m"
  effect "offline" {
    reconnect = uniform("0s", "90s")
    backfill  = "1/s"
    buffer    = 48
  }
}

# … and the hasty ones all at once: 288 devices with 48 readings each in one instant.
fault "uplink_fails_hasty" {
  where = "device.building == 'Süd' && device.tags.generation == 'hasty'"
  lasts = "12m"
  effect "offline" { buffer = 48 }
}

# In the storm acknowledgements come too late, so some readings are sent again, and what
# is on its way is slow.
fault "overload" {
  where = "device.building == 'Süd'"
  effect "duplicate" {
    share = "4%"
    after = "5s"
  }
  effect "delay" {
    by    = exponential("800ms")
    max   = "10s"
    share = "40%"
  }
}

# ------------------------------------------------------------------ phases

phase "calm" { duration = "4m" }

phase "gateway" {
  duration = "7m"
  faults   = [fault.gateway_dies]
}

phase "floor" {
  duration = "9m"
  faults   = [fault.switch_fails]
}

phase "uplink" {
  duration = "12m"
  faults   = [fault.uplink_fails, fault.uplink_fails_hasty]
}

phase "storm" {
  duration = "3m"
  faults   = [fault.overload]
}

phase "calm_again" { duration = "5m" }

# ------------------------------------------------------ output and verdict

sink "kafka" {
  topic      = "campus.readings"
  partitions = 8
  headers    = { building = "{building}" }
}

labels { topic = "campus.truth" }

expect "nothing_lost" { that = "failed == 0 && unknown == 0" }

expect "storm_is_over" {
  that   = "lag.p99 < 1000"
  during = phase.calm_again
}
