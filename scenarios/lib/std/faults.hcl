# Faults worth having. A phase lists those that may happen in it:
#
#   phase "monday" {
#     duration = "8h"
#     faults   = [lib.std.fault.stuck_probe, lib.std.fault.gateway_outage]
#   }
#
# They find their devices by tags, so models that extend the library's are meant too. For
# another share or place set fault_share and place; use the library twice for two of them.

# ---------------------------------------------------------------- one device

# Water in a connector, a frozen converter: the value does not move any more.
fault "stuck_probe" {
  where       = "device.tags.family in ['room', 'air', 'legacy']"
  probability = var.fault_share
  after       = uniform("0s", "30m")
  effect "stuck" { sensor = "temperature" }
}

# A probe that ages is off by kelvins, and nobody sees when it begins.
fault "drifting_probe" {
  where       = "device.tags.family in ['room', 'air', 'legacy']"
  probability = var.fault_share
  after       = uniform("0s", "1h")
  effect "bias" {
    sensor = "temperature"
    add    = 3.5
    grow   = "6h"
  }
}

# An infrared cell that was not calibrated reads high.
fault "dirty_co2_cell" {
  where       = "device.tags.family == 'air'"
  probability = var.fault_share
  effect "bias" {
    sensor = "co2"
    add    = 350
    grow   = "12h"
  }
}

# ------------------------------------------------------------------ machines

# A raceway pits: vibration first, then heat (ISO 13373: weeks; here within hours).
fault "bearing_wear" {
  where       = "device.tags.family in ['motor', 'pump']"
  probability = var.fault_share
  after       = uniform("0s", "30m")
  effect "bias" {
    sensor = "vibration"
    add    = 4.2 # from zone A or B into zone D
    grow   = "3h"
  }
  effect "bias" {
    sensor = "bearing_temperature"
    add    = 35
    grow   = "5h"
  }
}

# A valve on the suction side is half closed: less flow, less pressure, cavitation.
fault "blocked_suction" {
  where       = "device.tags.family == 'pump'"
  probability = var.fault_share
  after       = uniform("0s", "20m")
  lasts       = uniform("20m", "2h")
  effect "bias" {
    sensor = "suction_pressure"
    add    = -0.6
    grow   = "5m"
  }
  effect "bias" {
    sensor = "flow"
    add    = -28
    grow   = "5m"
  }
  effect "bias" {
    sensor = "vibration"
    add    = 3.5
    grow   = "5m"
  }
}

# -------------------------------------------------------------------- energy

# A neutral that corrodes: one phase rises, another falls, lamps burn out.
fault "broken_neutral" {
  where       = "device.tags.family == 'distribution'"
  probability = var.fault_share
  after       = uniform("0s", "1h")
  effect "bias" {
    sensor = "voltage_l1"
    add    = 31
    grow   = "20m"
  }
  effect "bias" {
    sensor = "voltage_l2"
    add    = -34
    grow   = "20m"
  }
}

# Clouds do not last all day; soot and leaves on the modules do.
fault "soiled_modules" {
  where       = "device.tags.family == 'solar'"
  probability = var.fault_share
  effect "gain" {
    sensor = "ac_power"
    factor = 0.88 # an eighth of whatever the sun gives
  }
}

# Rime on the cups: the anemometer says what it said last, while power follows the wind.
fault "iced_anemometer" {
  where       = "device.tags.family == 'wind'"
  probability = "10%"
  after       = uniform("0s", "1h")
  lasts       = uniform("2h", "6h") # until it thaws
  effect "stuck" { sensor = "wind_speed" }
}

# --------------------------------------------------------------------- water

# A main bursts: 15 m³/h more flow, most of a bar less.
fault "burst_main" {
  where = "device.tags.family == 'water'"
  count = 1
  after = uniform("0s", "1h")
  lasts = uniform("4h", "9h") # until it is found and a valve closed
  effect "bias" {
    sensor = "flow"
    add    = 15
    grow   = "10m"
  }
  effect "bias" {
    sensor = "pressure"
    add    = -0.9
    grow   = "10m"
  }
}

# ---------------------------------------------------------------- cold chain

# The store warms by 8 K in two hours, its goods far more slowly; the power that the
# compressor does not draw is what tells it from an open door.
fault "compressor_failure" {
  where       = "device.tags.family == 'cold' && (var.place == '' || device.building == var.place)"
  probability = var.fault_share
  after       = uniform("0s", "30m")
  effect "bias" {
    sensor = "air_temperature"
    add    = 8
    grow   = "2h"
  }
  effect "bias" {
    sensor = "evaporator_temperature"
    add    = 9
    grow   = "30m"
  }
  effect "bias" {
    sensor = "product_temperature"
    add    = 4.5
    grow   = "8h"
  }
  effect "stuck" {
    sensor = "power"
    at     = 0.3 # the fans
  }
}

# Warm and moist air comes in as fast as the compressor can cool: it works all it can.
fault "door_left_open" {
  where       = "device.tags.family == 'cold' && (var.place == '' || device.building == var.place)"
  probability = var.fault_share
  after       = uniform("0s", "20m")
  lasts       = uniform("20m", "50m")
  effect "bias" {
    sensor = "air_temperature"
    add    = 5
    grow   = "10m"
  }
  effect "bias" {
    sensor = "power"
    add    = 1.6
  }
}

# ------------------------------------------------------------------- network

# A place loses its connection. What has memory keeps measuring and sends it later: the
# backlog at 5 readings a second, after reconnecting within a minute and not all at once.
fault "gateway_outage" {
  where = "var.place == '' || device.building == var.place"
  after = uniform("0s", "1m")
  lasts = uniform("10m", "15m")
  effect "offline" {
    reconnect = uniform("0s", "1m")
    backfill  = "5/s"
    buffer    = 500
  }
}

# Devices without memory lose what they measure meanwhile.
fault "power_cut" {
  where = "(var.place == '' || device.building == var.place) && device.tags.power == 'mains'"
  lasts = "12m"
  effect "offline" { reconnect = uniform("20s", "3m") }
}

# A busy band: some readings are lost, some wait, some are sent twice because the
# acknowledgement was lost.
fault "flaky_radio" {
  where = "device.tags.power == 'battery'"
  effect "drop" { share = "4%" }
  effect "delay" {
    by    = exponential("4s")
    max   = "1m"
    share = "10%"
  }
  effect "duplicate" {
    share = "2%"
    after = "2s"
  }
}
