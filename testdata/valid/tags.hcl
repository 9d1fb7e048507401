# Tags say which devices belong together whatever room they are in; the innermost
# of the same name holds.

scenario "plant" { start = "2026-03-02T06:00:00+08:00" }

locals {
  gateways = 2
}

model "meter" {
  interval = "5s"
  tags     = { vendor = "acme", batch = "none" }
  sensor "power" { value = normal(12, 3) }
}

model "plain" {
  extends = model.meter
  tags    = { vendor = "other" }
}

building "A" {
  tags = { site = "north" }

  floor {
    count = 3

    room "{floor}{n:02}" {
      count = 4
      tags  = { gateway = "gw-${floor.number}-${room.number % local.gateways}", line = floor.number }

      devices "meter" { count = 5 }

      devices "new" {
        model = model.meter
        count = 2
        tags  = { batch = "2026-02", "the site" = "B", site = "south" }
      }
    }
  }
}

devices "plain" { count = 3 }

fault "gateway_down" {
  where = "device.tags.gateway == 'gw-2-1'"
  effect "offline" {}
}

fault "bad_batch" {
  where       = "device.tags.batch startsWith '2026' && device.tags['the site'] != ''"
  when        = "hour >= 8 && hour < 17.5 || t < 600"
  probability = "50%"
  effect "bias" {
    sensor = "power"
    add    = 3
  }
  effect "drop" { share = "10%" }
}

phase "run" {
  duration = "1h"
  faults   = [fault.gateway_down, fault.bad_batch]
}
