# Messages of the author's own shape: everything that can stand in one.

scenario "payload" { start = "2026-03-02T06:00:00.250Z" }

variable "site" { default = "north" }

locals {
  tags   = ["a", "b"]
  common = { site = var.site, rack = "{room}" }
}

model "legacy-plc" {
  interval = "5s"
  sensor "temperature" {
    unit  = "°C"
    value = normal(24, 1)
  }
  sensor "pump" { value = switch("45m", "15m") }
  device_info {
    firmware = "1.2.3"
    serial   = "SN-{index:06}"
    battery  = drain(100, "0.4/h")
  }
  payload = {
    v    = 2
    plc  = "{building}/{room}/{n}"       # pattern
    at   = timestamp.rfc3339             # or .ms .us .s
    seq  = device.sequence
    t    = sensor.temperature.value      # .value .unit .status
    body = { floor = device.floor, tags = ["a", "b"], raw = [sensor.temperature.value] }

    times    = [timestamp.ms, timestamp.us, timestamp.s]
    device   = [device.id, device.n, device.index, device.model, device.devices, device.building, device.room, device.address]
    pump     = { "is on" = sensor.pump.value, unit = sensor.pump.unit, status = sensor["pump"].status }
    t_unit   = sensor.temperature.unit
    t_status = sensor.temperature.status
    info     = { firmware = info.firmware, serial = info.serial, battery = info.battery }
    texts    = ["", "{{braces}}", "\"{id}\"", "{building}{floor:02}{room}{devices}{model}{n:03}{index:05}", "say \"{model}\" twice"]
    site     = var.site
    common   = local.common
    tags     = concat(local.tags, ["c"])
    nothing  = null
    empty    = [{}, []]
    yes      = var.site == "north"
    third    = (1 / 3)
    negative = -0.5
  }
}

building "A" {
  floor {
    room "101" {
      devices "plc" {
        model = model.legacy-plc
        count = 3
        id    = "plc-{index:03}"
      }
    }
    devices "legacy-plc" { count = 2 }
  }
}

devices "legacy-plc" { count = 2 }

phase "run" { duration = "1m" }
