scenario "factory" {
  description = "Ten thousand sensors: ramp up, hold, spike, lose a building, recover."
  seed        = 42
  start       = "2026-03-02T06:00:00+08:00" # event time of the first instant; omitted = the moment apply starts
  timezone    = "Asia/Shanghai"             # for daily cycles
}

variable "devices" {
  type        = number
  default     = 10000
  description = "Fleet size: 100, 300, 500, 1000, 2000, 5000, 10000 or anything else."

  validation {
    condition = var.devices >= 100 && var.devices % 100 == 0
    error     = "A multiple of 100, please; ${var.devices} was given."
  }
}

variable "interval" {
  type    = string
  default = "3s" # 3s, 5s, 10s ...
}

locals {
  per_room = var.devices / 100
}

# ------------------------------------------------------------------ models

model "IOT-SENSOR-V2" {
  interval = var.interval

  sensor "temperature" {
    unit     = "°C"
    value    = normal(24, 0.8) # marginal distribution of the noise around the mean
    memory   = "10m"           # correlation time: readings wander instead of jumping; omitted = white noise
    spread   = normal(0, 0.5)  # a fixed offset per device: no two devices are clones
    trend    = "+0.2/h"
    clamp    = [-40, 85] # the sensor's physical range
    digits   = 1
    warning  = [10, 32] # outside: status "warning"
    critical = [0, 40]  # outside: status "critical"
    daily {
      amplitude = 4
      peak      = "15:00"
    }
  }

  sensor "humidity" {
    unit     = "%"
    formula  = "62 - 1.8 * (temperature - 24) + noise"
    noise    = normal(0, 1.2)
    clamp    = [0, 100]
    digits   = 1
    warning  = [30, 75]
    critical = [15, 90]
  }

  sensor "pressure" {
    unit     = "hPa"
    value    = normal(1013.25, 3)
    memory   = "6h"
    digits   = 2
    warning  = [980, 1045]
    critical = [950, 1070]
  }

  sensor "switch_status" {
    value = switch("45m", "15m") # mean time on, mean time off: a two-state Markov process
  }

  sensor "current" {
    unit     = "A"
    formula  = "switch_status ? 2.5 + noise : 0.02"
    noise    = normal(0, 0.15)
    digits   = 2
    warning  = [0, 4]
    critical = [0, 6]
  }

  device_info {
    firmware        = "1.2.3"
    battery         = drain(100, "0.4/h") # per cent; a device at 0 falls silent
    signal_strength = normal(-58, 6)      # dBm
  }
}

# ---------------------------------------------------------------- topology

building "{key}" {
  for_each = toset(["A栋", "B栋"])

  floor {
    count = 5 # floor.number is 1..5

    room "{floor}{n:02}" { # 101, 102 … 510
      count = 10
      devices "IOT-SENSOR-V2" {
        count = local.per_room
        id    = "device_{index:05}" # index counts over the whole fleet, from 1
      }
    }
  }
}

# ------------------------------------------------------------------ faults

fault "sticky_thermometers" {
  where       = "device.floor >= 3"
  probability = "2%"
  after       = uniform("0s", "20s") # each device at its own moment
  effect "stuck" { sensor = "temperature" }
}

fault "bearing_wear" {
  probability = "1%"
  effect "bias" {
    sensor = "current"
    add    = 1.5
    grow   = "30s" # creeping onset
  }
}

fault "blackout" {
  where = "device.building == 'B栋'"
  lasts = "20s"
  effect "offline" {
    reconnect = uniform("0s", "5s") # a reconnect storm, spread over five seconds
    backfill  = "200/s"             # store and forward: buffered readings drain at this rate per device
    buffer    = 50                  # oldest readings are dropped past this
  }
}

# ------------------------------------------------------------------ phases

phase "ramp" {
  duration = "30s"
  devices  = ramp(0, "100%")
}

phase "steady" { duration = "1m" }

phase "spike" {
  duration = "20s"
  rate     = 10 # ten times the models' own rate
}

phase "failure" {
  duration = "40s"
  faults   = [fault.sticky_thermometers, fault.bearing_wear, fault.blackout]
}

phase "recovery" {
  duration = "30s"
  rate     = ramp(3, 1, "ease")
}

# ------------------------------------------------------ output and verdict

sink "kafka" {
  topic       = "iot.device.data"
  partitions  = 12
  key         = "{id}"
  compression = "lz4"
}

labels { topic = "iot.device.labels" } # ground truth: which reading was touched by which fault

expect "nothing_lost" { that = "failed == 0 && unknown == 0" }

expect "fast" {
  that   = "ack_latency.p99 < 250"
  during = phase.steady
  settle = "10s"
}

expect "on_time" { that = "lag.p99 < 100" }
