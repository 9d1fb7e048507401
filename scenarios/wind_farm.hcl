# A winter day of two wind farms: calm, a cold front with more wind than turbines stand,
# ice behind it.
#
#   iotsim sample scenarios/wind_farm.hcl --device 'Nordlicht-*-001' --at 9h30m

scenario "wind_farm" {
  description = "Two farms on the day of a cold front: calm, storm, ice."
  seed        = 2
  start       = "2026-01-20T00:00:00Z"
  timezone    = "UTC" # as in most control rooms of energy
  speed       = "240x"
}

library "std" {
  source    = "./lib/std"
  variables = { interval = "20s", place = "Nordlicht" }
}

# ------------------------------------------------------------------ models

# The weather of the day is recorded: all turbines follow it, with gusts and wakes of
# their own, which the library's model adds.
model "turbine" {
  extends = lib.std.model.wind_turbine

  sensor "site_wind" { value = replay("wind_farm.csv", "speed", "clamp") }

  sensor "air_temperature" {
    value    = replay("wind_farm.csv", "temperature", "clamp")
    warning  = [-20, 40]
    critical = [-30, 45]    # it stops: normal climate, IEC 61400-1
    daily { amplitude = 0 } # which the record holds already
  }
}

# A mast of 100 m, with what forecasts are held against.
model "mast" {
  interval = "1m"
  tags     = { family = "mast" }

  sensor "wind_speed" {
    unit  = "m/s"
    value = replay("wind_farm.csv", "speed", "clamp")
    clamp = [0, 75]
  }

  # The front turns it from south-west to north-west.
  sensor "wind_direction" {
    unit   = "°"
    value  = walk(225, 0.5)
    clamp  = [180, 359]
    digits = 0
    step {
      at  = "8h"
      add = 75
    }
  }

  sensor "air_temperature" {
    unit   = "°C"
    value  = replay("wind_farm.csv", "temperature", "clamp")
    digits = 1
  }

  sensor "humidity" {
    unit   = "%"
    value  = replay("wind_farm.csv", "humidity", "clamp")
    digits = 0
  }

  # 1013 hPa at 0 °C weigh 1.293 kg/m³.
  sensor "air_density" {
    unit    = "kg/m³"
    formula = "1.293 * 273.15 / (273.15 + air_temperature)"
    digits  = 3
  }

  # Rime: moist and below zero.
  sensor "icing" {
    formula = "air_temperature < 0 && humidity > 93 ? 1 : 0"
    digits  = 0
    status  = { ice = "value > 0", none = "value == 0" }
  }
}

# ---------------------------------------------------------------- topology

building "{key}" {
  for_each = { "Nordlicht" = 6, "Seebrise" = 5 } # strings of cable

  room "string-{n}" {
    count = building.value
    devices "turbine" { count = 8 }
  }

  room "mast" {
    devices "mast" {}
    devices "gateway" { interval = "1m" }
  }
}

# ------------------------------------------------------------------ faults

# Ice on the blades spoils their shape. Some turbines catch it and some do not; on each it
# falls off at another moment.
fault "iced_blades" {
  where       = "device.tags.family == 'wind'"
  probability = "45%"
  after       = uniform("0s", "2h")
  lasts       = uniform("4h", "6h")
  effect "bias" {
    sensor = "power"
    add    = -420
    grow   = "2h"
  }
  effect "bias" {
    sensor = "nacelle_vibration"
    add    = 0.17 # unbalanced
    grow   = "2h"
  }
}

# The farm is reached by satellite: everything takes a while, some of it longer.
fault "satellite" {
  where = "device.building == 'Seebrise'"
  effect "delay" {
    by  = lognormal("650ms", 0.4)
    max = "8s"
  }
}

# ------------------------------------------------------------------ phases

phase "calm" {
  duration = "7h"
  faults   = [fault.satellite]
}

phase "front" {
  duration = "5h"
  faults   = [fault.satellite, lib.std.fault.gateway_outage]
}

phase "ice" {
  duration = "8h"
  faults   = [fault.satellite, fault.iced_blades, lib.std.fault.iced_anemometer]
}

phase "thaw" {
  duration = "4h"
  faults   = [fault.satellite]
}

# ------------------------------------------------------ output and verdict

sink "kafka" {
  topic      = "wind.scada"
  partitions = 8
}

labels { topic = "wind.truth" }

expect "nothing_lost" { that = "failed == 0 && unknown == 0" }

expect "keeps_up" {
  that   = "lag.p99 < 1000"
  during = [phase.front, phase.ice]
}
