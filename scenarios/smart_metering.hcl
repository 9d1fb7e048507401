# A million smart meters, a reading each quarter of an hour. The head-end of a part of the
# city is down for twenty minutes; then all its meters have something to tell.
#
#   iotsim plan  scenarios/smart_metering.hcl
#   iotsim apply scenarios/smart_metering.hcl --speed max --sink null
#   iotsim apply scenarios/smart_metering.hcl --var meters=20000 --speed 30x --verify

scenario "smart_metering" {
  description = "A million meters, each quarter of an hour; a head-end fails and comes back."
  seed        = 15
  start       = "2026-11-12T17:30:00+01:00" # an evening of winter: load is high
  timezone    = "Europe/Berlin"
}

variable "meters" {
  type        = number
  default     = 1000000
  description = "Meters of the city, a multiple of 1,000."

  validation {
    condition = var.meters >= 1000 && var.meters % 1000 == 0
    error     = "There are 20 districts of 50 feeders: a multiple of 1,000, please; ${var.meters} was given."
  }
}

library "std" { source = "./lib/std" }

# ------------------------------------------------------------------- model

# As the head-end forwards it, by OBIS codes (IEC 62056-61): 1.8.0 energy, 1.7.0 power,
# 31.7.0 current, 32.7.0 voltage.
model "meter" {
  extends = lib.std.model.smart_meter

  payload = {
    id     = "{id}"
    feeder = "{building}/{room}"
    ts     = timestamp.s
    n      = device.sequence
    obis = {
      "1.8.0"  = sensor.energy.value
      "1.7.0"  = sensor.power.value
      "31.7.0" = sensor.current.value
      "32.7.0" = sensor.voltage.value
    }
    quality = sensor.voltage.status
    fw      = info.firmware
  }
}

# ---------------------------------------------------------------- topology

# Twenty districts of fifty feeders. A million devices are a thousand lines of a plan: a
# device is what its address says, never an object.
building "district-{n:02}" {
  count = 20
  tags  = { headend = building.number <= 3 ? "west" : "east" }

  room "feeder-{n:02}" {
    count = 50
    devices "meter" {
      count = var.meters / 1000
      id    = "1IOT00{index:08}"
    }
  }
}

# ------------------------------------------------------------------ faults

# Meters keep their load profile, for days; the head-end lets them in one after the other.
fault "headend_down" {
  where = "device.tags.headend == 'west'"
  effect "offline" {
    reconnect = uniform("0s", "10m")
    backfill  = "1/s"
    buffer    = 96 # a day
  }
}

# Powerline is noisy while people cook: for the last meters of long feeders.
fault "powerline_noise" {
  probability = "2%"
  after       = uniform("0s", "10m")
  effect "drop" { share = "3%" }
  effect "delay" {
    by    = exponential("15s")
    max   = "3m"
    share = "20%"
  }
  effect "duplicate" {
    share = "2%"
    after = "10s"
  }
}

# ------------------------------------------------------------------ phases

phase "evening" {
  duration = "15m"
  faults   = [fault.powerline_noise]
}

phase "headend_down" {
  duration = "20m"
  faults   = [fault.powerline_noise, fault.headend_down]
}

phase "catching_up" {
  duration = "25m"
  faults   = [fault.powerline_noise]
}

# ------------------------------------------------------ output and verdict

sink "kafka" {
  topic       = "metering.readings"
  partitions  = 48
  compression = "zstd"
}

labels { topic = "metering.truth" }

expect "nothing_lost" { that = "failed == 0 && unknown == 0" }

expect "no_backlog" {
  that   = "lag.p99 < 1000"
  during = phase.catching_up
  settle = "12m"
}
