# A week of an office building: people come and go, air gets stale and is changed, on
# Wednesday the ventilation of a floor fails, on Saturday a pipe bursts.
#
#   iotsim sample scenarios/office.hcl --device HQ-4-meeting-41-meeting_room-001 --at 58h
#   iotsim apply  scenarios/office.hcl --speed max --sink file:office.ndjson

scenario "office" {
  description = "A week in an office of six floors: ventilation fails, a pipe bursts."
  seed        = 7
  start       = "2026-03-02T00:00:00+01:00" # a Monday: weekly curves know which day it is
  timezone    = "Europe/Berlin"
  speed       = "1000x" # the week in ten minutes, unless --speed says otherwise
}

variable "floors" {
  type        = number
  default     = 6
  description = "Storeys above the ground."

  validation {
    condition = var.floors >= 4 && var.floors <= 60
    error     = "The ventilation that fails is on floor 4, so there are from 4 to 60; ${var.floors} was given."
  }
}

# A library has a scope of its own: what it shall know is given to it.
library "std" {
  source = "./lib/std"
  variables = {
    interval      = "5m"
    rated_current = 100
    fault_share   = "5%"
    place         = "HQ"
  }
}

locals {
  # Faults are values, so they can be listed here and joined below.
  ageing = [lib.std.fault.stuck_probe, lib.std.fault.drifting_probe, lib.std.fault.dirty_co2_cell]
  usual  = concat(local.ageing, [lib.std.fault.flaky_radio])
}

# ------------------------------------------------------------------ models

# extends keeps all of the library's model: people come otherwise, sound is new.
model "meeting_room" {
  extends = lib.std.model.air_quality

  sensor "activity" {
    value = normal(-50, 25) # full, or empty
    weekly { points = [for share in lib.std.local.office_week : 110 * share] }
  }

  # 35 dB(A) is a room with nobody in it. People are heard where their breath is measured.
  sensor "sound" {
    unit    = "dB(A)"
    formula = "35 + min(25, 0.05 * max(0, co2 - 500)) + noise"
    noise   = exponential(2)
    digits  = 0
    warning = [0, 70] # the highest for work that asks for thought is 55 (ASR A3.7); laughter is not work
    status  = { quiet = "value < 40" }
  }
}

# The library's is of a district. This is of a house: 200 people with 30 l a day each in
# some nine hours, 0.7 m³/h. What shall not be added any more is set to zero.
model "water_meter" {
  extends = lib.std.model.water_meter

  sensor "flow" {
    value    = normal(0.03, 0.01) # a tap that drips
    spread   = constant(0)
    clamp    = [-2, 20]
    warning  = [0, 4]
    critical = [0, 10]
    daily { points = [0, 0] }
    weekly { points = [for share in lib.std.local.office_week : 0.7 * share] }
  }

  sensor "volume" {
    formula = "0.2 * t / 3600" # 8.5 full hours a day and a shorter Friday: a quarter of the week
    spread  = uniform(1000, 20000)
  }
}

# ---------------------------------------------------------------- topology

building "HQ" {
  # Of the whole house: a level that is left out is absent from the message.
  devices "water_meter" { interval = "15m" }
  devices "solar_inverter" { count = 2 }

  # Basements have negative numbers, and a count like any other floor: -2 and -1.
  floor {
    number = -2
    count  = 2

    room "garage" {
      devices "legacy_sensor" { count = 6 } # found in the library by its name
      devices "gateway" {}
    }

    room "plant" {
      devices "motor" { count = 2 } # fans: air in, air out
      devices "pump" {}             # of the heating
    }
  }

  floor {
    count = var.floors

    devices "power_meter" {} # of the floor, so its messages have no room
    devices "gateway" {}

    room "{floor}{n:02}" { # 101 … 612
      count = 12
      devices "climate" {}
      devices "occupancy" {}
    }

    room "meeting-{floor}{n}" {
      count = 3
      tags  = { use = "meeting" } # added to those of its models
      devices "meeting_room" {}
      devices "occupancy" { interval = "2m" } # signs at the door show it
    }
  }
}

# ------------------------------------------------------------------ faults

locals {
  # What two faults select is written once.
  stale = "device.floor == 4 && device.tags.family in ['room', 'air']"
}

# No cooling and no fresh air: warmer, staler; drier in per cent, because warm air could
# hold more water (6 % a kelvin).
fault "ventilation_failure" {
  where = local.stale
  effect "bias" {
    sensor = "temperature"
    add    = 5.5
    grow   = "4h"
  }
  effect "bias" {
    sensor = "humidity"
    add    = -12
    grow   = "4h"
  }
  effect "bias" {
    sensor = "co2"
    add    = 1100
    grow   = "90m"
  }
}

# It runs again, and the rooms follow as slowly. A fault ends at once where no phase lists
# it any more; so what is stale stays listed, and fresh air grows against it.
fault "ventilation_returns" {
  where = local.stale
  effect "bias" {
    sensor = "temperature"
    add    = -5.5
    grow   = "5h"
  }
  effect "bias" {
    sensor = "humidity"
    add    = 12
    grow   = "5h"
  }
  effect "bias" {
    sensor = "co2"
    add    = -1100
    grow   = "1h"
  }
}

# Meeting rooms are where phones are: their radio is the worst, while people are there.
fault "crowded_band" {
  where = "device.tags.use == 'meeting'"
  when  = "hour >= 8 && hour < 18"
  effect "delay" {
    by    = exponential("20s")
    max   = "4m"
    share = "30%"
  }
}

# ------------------------------------------------------------------ phases

# Monday and Tuesday. Fault windows that touch are one: a probe that sticks on Monday
# does so until Wednesday.
cycle "first_days" {
  times = 2
  phase "night" {
    duration = "7h"
    rate     = 0.5 # half as often: nobody is there
    faults   = local.usual
  }
  phase "day" {
    duration = "17h"
    faults   = local.usual
  }
}

phase "wednesday_morning" {
  duration = "8h"
  faults   = local.usual
}

phase "ventilation_fails" {
  duration = "9h"
  faults   = concat(local.usual, [fault.ventilation_failure, fault.crowded_band])
}

phase "it_is_repaired" {
  duration = "7h"
  faults   = concat(local.usual, [fault.ventilation_failure, fault.ventilation_returns])
}

phase "last_days" {
  duration = "2d"
  faults   = [lib.std.fault.flaky_radio, fault.crowded_band]
}

phase "weekend" {
  duration = "2d"
  rate     = 0.5
  faults   = [lib.std.fault.gateway_outage, lib.std.fault.burst_main]
}

# ------------------------------------------------------ output and verdict

sink "kafka" {
  topic      = "office.readings"
  partitions = 6
}

labels { topic = "office.truth" }

expect "nothing_lost" { that = "failed == 0 && unknown == 0" }

# Measured in seconds of the clock, however fast the week goes by.
expect "on_time" {
  that   = "lag.p99 < 500"
  settle = "1h" # of the building's
}
