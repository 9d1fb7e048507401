# A firmware is rolled out in three rings and taken back. On one of two boards it chatters,
# counts seconds where milliseconds are meant, writes numbers as texts and empties the
# battery; on the other it is fine, which is why the test passed.
#
#   iotsim plan   scenarios/firmware_rollout.hcl
#   iotsim sample scenarios/firmware_rollout.hcl --device 'east-*-b2-002' --at 50m --labels

scenario "firmware_rollout" {
  description = "Firmware 2.0.0 reaches a canary, a tenth, half of the fleet, and is rolled back."
  seed        = 20240719 # the day on which an update stopped airports
  start       = "2026-03-02T08:00:00Z"
  speed       = "30x"
}

library "std" {
  source    = "./lib/std"
  variables = { interval = "30s" }
}

variable "version" {
  type        = string
  default     = "2.0.0"
  description = "What device_info says after the update."
}

# ------------------------------------------------------------------ models

# Board b1 has a crystal and mains.
model "b1" {
  extends = lib.std.model.climate
  tags    = { board = "b1" }
  device_info {
    firmware = "1.9.4"
  }
}

# Board b2 came later and runs on a battery. Its message is short and numbered.
model "b2" {
  extends = lib.std.model.climate
  jitter  = "10%"
  tags    = { board = "b2", power = "battery" }

  device_info {
    firmware = "1.9.4"
    battery  = drain(fixed(uniform(70, 100)), "0.05/h")
  }

  payload = {
    id   = "{id}"
    seq  = device.sequence # begins at 1 again after a restart
    ts   = timestamp.ms
    fw   = info.firmware
    bat  = info.battery
    data = { t = sensor.temperature.value, h = sensor.humidity.value }
  }
}

# ---------------------------------------------------------------- topology

# Rings are tags: the office of the makers, one site, a region.
locals {
  rings = {
    "east"  = { rooms = 24, ring = "broad" }
    "lab"   = { rooms = 2, ring = "canary" }
    "pilot" = { rooms = 8, ring = "early" }
    "west"  = { rooms = 34, ring = "last" } # is never reached
  }
}

building "{key}" {
  for_each = local.rings
  tags     = { ring = building.value.ring }

  room "r{n:02}" {
    count = building.value.rooms
    devices "b1" { count = 4 }
    devices "b2" { count = 6 }
  }
}

# ------------------------------------------------------------------ faults

# What the update itself does, on both boards: each device restarts at its own moment
# within ten minutes of its ring's turn, is away for half a minute, and says its new name.
fault "update_canary" {
  where = "device.tags.ring == 'canary'"
  after = uniform("0s", "10m")
  effect "reboot" { gap = uniform("20s", "50s") }
  effect "firmware" { version = var.version }
}

fault "update_early" {
  where = "device.tags.ring == 'early'"
  after = uniform("0s", "10m")
  effect "reboot" { gap = uniform("20s", "50s") }
  effect "firmware" { version = var.version }
}

fault "update_broad" {
  where = "device.tags.ring == 'broad'"
  after = uniform("0s", "10m")
  effect "reboot" { gap = uniform("20s", "50s") }
  effect "firmware" { version = var.version }
}

# What is wrong with it shows on no test bench: at half past nine a certificate of the old
# version expires, and board b2 falls back to its defaults wherever it has the update. It
# sends five readings instead of one, and its battery pays for them.
fault "chatter" {
  where = "device.tags.board == 'b2' && device.tags.ring in ['canary', 'early', 'broad']"
  after = uniform("10m", "15m") # once the last ring has the update too
  effect "interval" { factor = 0.2 }
  effect "battery" { rate = "6/h" }
}

# Its default encoder writes numbers as texts, leaves some out and cuts messages off.
fault "bad_encoder" {
  where       = "device.tags.board == 'b2' && device.tags.ring in ['canary', 'early', 'broad']"
  probability = "60%"
  after       = uniform("10m", "15m")
  effect "type_change" {
    field = "data.t"
    to    = "string"
    share = "15%"
  }
  effect "missing_field" {
    field = "data.h"
    share = "5%"
  }
  effect "truncate" {
    keep  = 60
    share = "2%"
  }
}

# A tenth of them loses its clock in the restart, and counts seconds from then on.
fault "lost_clock" {
  where       = "device.tags.board == 'b2' && device.tags.ring in ['early', 'broad']"
  probability = "10%"
  after       = uniform("10m", "15m")
  effect "clock_step" { unit = "s" }
}

# A calibration is lost, four per cent: nobody saw that until the fleet was compared.
fault "wrong_reference" {
  where = "device.tags.board == 'b2' && device.tags.ring == 'broad'"
  after = uniform("10m", "15m")
  effect "gain" {
    sensor = "temperature"
    factor = 1.04
  }
}

# Back again, all at once: whoever had it restarts, and is there again within four minutes.
fault "rollback" {
  where = "device.tags.ring in ['canary', 'early', 'broad']"
  effect "reboot" { gap = uniform("20s", "4m") }
}

# ------------------------------------------------------------------ phases

phase "before" { duration = "20m" }

phase "canary" {
  duration = "30m"
  faults   = [fault.update_canary]
}

phase "early" {
  duration = "40m"
  faults   = [fault.update_canary, fault.update_early]
}

phase "broad" {
  duration = "50m"
  faults = [
    fault.update_canary, fault.update_early, fault.update_broad,
    fault.chatter, fault.bad_encoder, fault.lost_clock, fault.wrong_reference,
  ]
}

phase "rolled_back" {
  duration = "30m"
  faults   = [fault.rollback]
}

# ------------------------------------------------------ output and verdict

sink "kafka" {
  topic      = "devices.{model}" # two shapes of message, two topics
  partitions = 4
}

labels { topic = "devices.truth" }

expect "nothing_lost" { that = "failed == 0 && unknown == 0" }
