# A hot day of a food wholesaler: four depots with cold stores and freezers, ninety trucks
# that lose their network between towns and send later what they measured meanwhile.
#
#   iotsim sample scenarios/cold_chain.hcl --device 'truck-alpin-*' --at 14h

scenario "cold_chain" {
  description = "Depots and trucks on a July day: doors left open, a compressor, dead zones."
  seed        = 1873 # the year of Linde's first refrigerator
  start       = "2026-07-09T00:00:00+02:00"
  timezone    = "Europe/Berlin"
  speed       = "120x"
}

library "std" {
  source    = "./lib/std"
  variables = { fault_share = "15%", battery_interval = "15m" }
}

# The same folder again, for what happens in one place only.
library "munich" {
  source    = "./lib/std"
  variables = { fault_share = "40%", place = "München" }
}

# ---------------------------------------------------------------- topology

# A map repeats with key and value; the places are in the order of their keys.
building "{key}" {
  for_each = {
    "Hamburg" = { stores = 6, freezers = 5 }
    "Köln"    = { stores = 8, freezers = 6 }
    "Leipzig" = { stores = 4, freezers = 4 }
    "München" = { stores = 9, freezers = 7 }
  }

  room "chilled" {
    devices "cold_store" {
      model = lib.std.model.cold_store # two libraries have one, so say which
      count = building.value.stores
    }
    devices "legacy_sensor" {
      model = lib.std.model.legacy_sensor
      count = 5
    }
  }

  room "frozen" {
    devices "freezer" {
      model = lib.std.model.freezer
      count = building.value.freezers
    }
  }

  room "packing" {
    devices "plc" {
      model    = lib.std.model.plc
      count    = 2
      interval = "1m"
    }
  }

  room "yard" {
    devices "gateway" {
      model    = lib.std.model.gateway
      interval = "1m"
    }
  }
}

building "fleet" {
  room "{key}" {
    for_each = toset(["alpin", "frost", "nord"])
    devices "reefer" {
      model = lib.std.model.reefer
      count = 30
      id    = "truck-{room}-{n:03}"
    }
  }
}

# ------------------------------------------------------------------ faults

# Between towns there is no network. A truck keeps the last two hours of readings and
# sends them, one a second, when it is back: event times are right, send times are late.
fault "dead_zone" {
  where  = "device.tags.power == 'vehicle'"
  after  = uniform("0s", "1h20m")
  lasts  = uniform("4m", "25m")
  repeat = "2h"
  effect "offline" {
    reconnect = uniform("5s", "40s")
    backfill  = "1/s"
    buffer    = 60
  }
}

# Trackers that get no acknowledgement in time send again.
fault "impatient_tracker" {
  where = "device.building == 'fleet'"
  effect "duplicate" {
    share = "1%"
    after = "30s"
  }
}

# ------------------------------------------------------------------ phases

phase "night" {
  duration = "5h"
  faults   = [fault.dead_zone]
}

phase "loading" {
  duration = "4h" # doors
  faults   = [fault.dead_zone, lib.std.fault.door_left_open]
}

phase "heat" {
  duration = "8h" # the compressors of Munich work hardest, and some give up
  faults   = [fault.dead_zone, fault.impatient_tracker, lib.munich.fault.compressor_failure]
}

phase "thunderstorm" {
  duration = "1h"
  faults   = [fault.dead_zone, fault.impatient_tracker, lib.munich.fault.compressor_failure, lib.munich.fault.power_cut]
}

phase "evening" {
  duration = "6h" # the mechanic comes in the morning
  faults   = [fault.dead_zone, lib.munich.fault.compressor_failure]
}

# ------------------------------------------------------ output and verdict

sink "kafka" {
  topic      = "cold.readings" # names of towns have letters that topics may not have
  partitions = 6
  headers    = { site = "{building}" } # so consumers need not open a message to route it
}

labels { topic = "cold.truth" }

expect "nothing_lost" { that = "failed == 0 && unknown == 0" }
