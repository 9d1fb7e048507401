# Two hours of a data centre: a cooler of hall B fails, racks heat up, operators poll
# faster, load is shed and comes back.
#
#   iotsim plan scenarios/data_centre.hcl
#   iotsim apply scenarios/data_centre.hcl --speed 20x --verify

scenario "data_centre" {
  description = "A cooler fails in one of two halls; racks heat up until load is shed."
  seed        = 11
  start       = "2026-07-14T14:00:00+02:00"
  timezone    = "Europe/Berlin"
  speed       = "10x"
}

variable "racks" {
  type        = number
  default     = 20
  description = "Racks in a row."
}

library "std" {
  source    = "./lib/std"
  variables = { interval = "10s", rated_current = var.amperes, place = "hall-B" }
}

# ------------------------------------------------------------------ models

model "rack" {
  interval = "10s"
  tags     = { family = "rack" }

  # Each rack has work of its own, which comes and goes slowly: a walk.
  sensor "it_power" {
    unit     = "kW"
    value    = walk(6, 0.04)
    spread   = uniform(-2.5, 3.5) # storage draws little, accelerators much
    clamp    = [1.5, 14]
    digits   = 2
    warning  = [0, 11]
    critical = [0, 13.8] # a feed of 3 × 20 A, at 80 % and all of it
  }

  # ASHRAE TC 9.9, class A1: 18 to 27 °C recommended, 15 to 32 °C allowed at the inlet.
  sensor "inlet_temperature" {
    unit     = "°C"
    value    = normal(22.5, 0.25)
    memory   = "8m"
    spread   = normal(0, 0.7) # ends of rows, gaps in the containment
    digits   = 1
    warning  = [18, 27]
    critical = [15, 32]
  }

  # Servers draw some 270 m³/h a kilowatt, and more when they are warm.
  sensor "airflow" {
    unit    = "m³/h"
    formula = "it_power * (270 + 18 * max(0, inlet_temperature - 25)) + noise"
    noise   = normal(0, 12)
    digits  = 0
  }

  # 1 m³ of air takes 1.206 kJ a kelvin: ΔT = 3600 / 1.206 · P / V.
  sensor "outlet_temperature" {
    unit     = "°C"
    formula  = "inlet_temperature + 2985 * it_power / max(200, airflow)"
    digits   = 1
    warning  = [15, 45]
    critical = [10, 50]
  }

  device_info {
    firmware = choice({ "bmc-2.14" = 0.8, "bmc-2.12" = 0.2 })
    serial   = "R{index:05}"
  }
}

# A cooler at the end of a row (CRAC).
model "cooler" {
  interval = "10s"
  tags     = { family = "cooler" }

  sensor "supply_temperature" {
    unit     = "°C"
    value    = normal(19, 0.2)
    memory   = "5m"
    digits   = 1
    warning  = [16, 22]
    critical = [14, 26]
  }

  sensor "return_temperature" {
    unit    = "°C"
    formula = "supply_temperature + 13 + noise"
    noise   = normal(0, 0.4)
    memory  = "5m"
    digits  = 1
  }

  sensor "fan_speed" {
    unit     = "%"
    value    = normal(68, 3)
    memory   = "4m"
    clamp    = [0, 100]
    digits   = 0
    warning  = [30, 95]
    critical = [10, 100]
    status   = { stopped = "value < 1" } # it is said instead of "critical"
  }

  # Fans take power with the cube of their speed, 7.5 kW at full speed.
  sensor "fan_power" {
    unit    = "kW"
    formula = "7.5 * fan_speed * fan_speed * fan_speed / 1000000"
    digits  = 2
  }
}

# Servers know neither night nor weekend: the library's curve is laid flat. A row's 20
# racks draw 130 kW from two feeds. Each carries less than half of what it could, because
# it has to carry all when the other fails.
model "pdu" {
  extends = lib.std.model.power_meter
  tags    = { family = "distribution", power = "mains", feed = "A" }

  sensor "load" {
    value   = normal(41, 1)
    spread  = normal(0, 1)
    warning = [0, 48]
    weekly { points = [0, 0, 0, 0, 0, 0, 0] }
  }

  sensor "energy" { formula = "0.41 * 3 * 0.23 * var.amperes * 0.91 * t / 3600" }
}

# An expression sees the scope of the file that it stands in: var.amperes is ours.
variable "amperes" {
  type        = number
  default     = 250
  description = "Rated current of a PDU, per phase."
}

# ---------------------------------------------------------------- topology

building "hall-{key}" {
  for_each = ["A", "B"]

  floor {
    room "row-{n}" {
      count = 8
      devices "rack" {
        count = var.racks
        id    = "{building}-{room}-{n:02}"
      }
      devices "cooler" { count = 2 }
      devices "pdu" { count = 2 }
    }

    devices "gateway" {}
  }
}

# ------------------------------------------------------------------ faults

locals {
  # What two faults select is written once.
  warm_racks = "device.building == 'hall-B' && device.tags.family == 'rack' && device.room in ['row-2', 'row-3', 'row-4', 'row-5']"
}

# The coolers of two rows stop; their fans, too.
fault "cooler_failure" {
  where = "device.building == 'hall-B' && device.tags.family == 'cooler' && device.room in ['row-3', 'row-4']"
  after = uniform("0s", "1m")
  effect "bias" {
    sensor = "supply_temperature"
    add    = 13
    grow   = "4m"
  }
  effect "stuck" {
    sensor = "fan_speed"
    at     = 0
  }
  effect "stuck" {
    sensor = "fan_power"
    at     = 0
  }
}

# The racks around them follow: 6 kW in a closed aisle warm its air by a kelvin a minute.
# Formulas read what is true, effects change what is said: so each sensor has its own.
fault "hot_aisle" {
  where = local.warm_racks
  after = uniform("1m", "3m")
  effect "bias" {
    sensor = "inlet_temperature"
    add    = 12
    grow   = "14m"
  }
  effect "bias" {
    sensor = "airflow"
    add    = 900
    grow   = "14m"
  }
  effect "bias" {
    sensor = "outlet_temperature"
    add    = 8
    grow   = "14m"
  }
}

# A fault ends at once where no phase lists it any more; air does not cool at once. So
# heat stays listed, and cold grows against it.
fault "cooling_returns" {
  where = local.warm_racks
  after = uniform("30s", "2m")
  effect "bias" {
    sensor = "inlet_temperature"
    add    = -12
    grow   = "9m"
  }
  effect "bias" {
    sensor = "airflow"
    add    = -900
    grow   = "9m"
  }
  effect "bias" {
    sensor = "outlet_temperature"
    add    = -8
    grow   = "9m"
  }
}

# A third of hall B is switched off within six minutes. It comes back over a quarter of an
# hour: machines that start all at once would trip their breakers.
fault "load_shed" {
  where       = "device.building == 'hall-B' && device.tags.family == 'rack'"
  probability = "33%"
  after       = uniform("0s", "6m")
  effect "offline" { reconnect = uniform("0s", "15m") }
}

# ------------------------------------------------------------------ phases

phase "steady" { duration = "40m" }

phase "cooler_fails" {
  duration = "10m"
  faults   = [fault.cooler_failure, fault.hot_aisle]
}

phase "alarm" {
  duration = "12m"
  rate     = 3 # operators look three times as often
  faults   = [fault.cooler_failure, fault.hot_aisle]
}

phase "shedding" {
  duration = "8m"
  rate     = 3
  faults   = [fault.cooler_failure, fault.hot_aisle, fault.load_shed]
}

phase "cooling" {
  duration = "20m"
  rate     = ramp(3, 1, "ease")
  faults   = [fault.hot_aisle, fault.cooling_returns, fault.load_shed]
}

phase "return" {
  duration = "30m"
  faults   = [fault.hot_aisle, fault.cooling_returns, lib.std.fault.gateway_outage]
}

# ------------------------------------------------------ output and verdict

sink "kafka" {
  topic       = "dc.{model}" # dc.rack, dc.cooler, dc.pdu, dc.gateway
  partitions  = 4
  compression = "zstd"
}

labels { topic = "dc.truth" }

expect "nothing_lost" { that = "failed == 0 && unknown == 0" }

expect "alarm_is_fast" {
  that   = "ack_latency.p99 < 500"
  during = phase.alarm
}
