# Five days of a cold store. A probe that ages reads a little more each hour, and no alarm
# notices for days; a room that loses its refrigerant warms too, but with all its probes.
# What tells them apart is the neighbours: probes of one room feel one air.
#
#   iotsim sample scenarios/cold_store_drift.hcl --device 'hall-chilled-3-probe-*' --at 80h

scenario "cold_store_drift" {
  description = "Probes drift by tenths of a kelvin a day, one room really warms; neighbours know which is which."
  seed        = 1876 # Linde's machine with ammonia
  start       = "2026-07-06T00:00:00+02:00"
  timezone    = "Europe/Berlin"
  speed       = "2000x"
}

library "std" {
  source    = "./lib/std"
  variables = { interval = "5m", battery_interval = "5m" }
}

# ------------------------------------------------------------------ models

# A probe on a wire, six of them in each room: at the door, at the evaporator, between racks.
model "probe" {
  interval = "5m"
  jitter   = "10%"
  tags     = { family = "probe", power = "battery" }

  sensor "temperature" {
    unit     = "°C"
    value    = normal(3, 0.06) # its converter, and the draught where it hangs
    memory   = "10m"
    spread   = normal(0, 0.15) # ± 0.3 K, class of EN 12830
    digits   = 2
    clamp    = [-40, 60]
    warning  = [0.5, 6]
    critical = [-1, 7] # Regulation (EC) 853/2004

    # What the room does, its probes feel alike: compressor, doors, goods that come in warm.
    zone "room" {
      value  = normal(0, 0.35)
      memory = "40m"
      spread = normal(0, 0.3) # its controller's own setting
    }

    # A warm week outside is felt in the whole hall.
    zone "building" {
      value  = normal(0, 0.2)
      memory = "1d"
    }

    # Work begins at six, a little later further in.
    daily {
      amplitude = normal(0.4, 0.1)
      peak      = "14:00"
      shift     = uniform("0s", "1h30m")
      scope     = "room"
    }
  }

  # Moist air from the door meets the cold; 7 % a kelvin (Magnus).
  sensor "humidity" {
    unit    = "%"
    formula = "86 - 6 * (temperature - 3) + noise"
    noise   = normal(0, 0.8)
    memory  = "20m"
    clamp   = [0, 100]
    digits  = 1
    zone "room" { spread = normal(0, 2) }
  }

  device_info {
    firmware = "3.1"
    serial   = "PT-{index:04}"
    battery  = drain(fixed(uniform(60, 100)), "0.02/h")
  }
}

# ---------------------------------------------------------------- topology

building "hall" {
  devices "gateway" {
    model = lib.std.model.gateway
    count = 2
  }

  room "chilled-{n}" {
    count = 8
    devices "probe" { count = 6 }
    devices "controller" { model = lib.std.model.cold_store }
  }
}

# ------------------------------------------------------------------ faults

# Moisture creeps into the sheath of three probes: 0.9 K a day and never back, until they
# are calibrated. The first of them leaves the band on the fourth day; compared with the
# other five of its room it is found on the first.
fault "moist_sheath" {
  where = "device.tags.family == 'probe'"
  count = 3
  after = uniform("2h", "20h")
  effect "drift" {
    sensor = "temperature"
    rate   = "+0.9/d"
    max    = 4
  }
}

# Others become noisy, as contacts corrode: at first now and then, and then more.
fault "corroded_contact" {
  where = "device.tags.family == 'probe'"
  count = 4
  after = uniform("6h", "2d")
  effect "noise" {
    sensor = "temperature"
    value  = normal(0, 0.5)
    grow   = "1d"
    share  = "30%"
  }
}

# One room leaks refrigerant: all its probes, and the controller's own, warm together, and
# cool again together when it is filled.
fault "refrigerant_leak" {
  scope = "room"
  where = "device.tags.family in ['probe', 'cold']"
  count = 1
  after = uniform("3h", "8h")
  lasts = "20h"
  effect "bias" {
    sensor  = "temperature"
    add     = 2.5
    grow    = "14h"
    recover = "5h"
    shape   = "exponential"
  }
  effect "bias" {
    sensor  = "air_temperature"
    add     = 2.5
    grow    = "14h"
    recover = "5h"
    shape   = "exponential"
  }
}

# A probe's range ends where its designer thought it would.
fault "clipped_range" {
  where = "device.tags.family == 'probe'"
  count = 2
  effect "clip" {
    sensor = "temperature"
    limits = [2.5, 60]
  }
}

# ------------------------------------------------------------------ phases

phase "monday" {
  duration = "1d"
  faults   = [fault.moist_sheath]
}

phase "tuesday" {
  duration = "1d"
  faults   = [fault.moist_sheath, fault.corroded_contact]
}

phase "wednesday" {
  duration = "1d12h"
  faults   = [fault.moist_sheath, fault.corroded_contact, fault.refrigerant_leak]
}

phase "audit" { # somebody compares probes, and changes the bad ones on Friday
  duration = "12h"
  faults   = [fault.moist_sheath, fault.corroded_contact, fault.clipped_range]
}

phase "friday" { duration = "1d" }

# ------------------------------------------------------ output and verdict

sink "kafka" {
  topic      = "coldstore.readings"
  partitions = 4
}

labels { topic = "coldstore.truth" }

expect "nothing_lost" { that = "failed == 0 && unknown == 0" }
