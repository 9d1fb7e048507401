# Every effect of the language, and every argument of a fault.

scenario "effects" {}

model "cooler" {
  interval = "5s"
  sensor "inlet" {
    unit  = "°C"
    value = normal(6, 0.5)
  }
  sensor "outlet" {
    unit  = "°C"
    value = normal(12, 0.5)
  }
  sensor "fan" { value = switch("45m", "15m") }
  device_info {
    firmware = "1.2.3"
    battery  = drain(100, "0.4/h")
  }
}

building "A" {
  floor {
    count = 2
    room "{floor}{n:02}" {
      count = 5
      devices "cooler" { count = 4 }
    }
  }
}

fault "values" {
  where       = "device.floor >= 1"
  probability = "20%"
  scope       = "room"
  after       = uniform("0s", "10s")
  lasts       = exponential("20s")
  repeat      = "30s"
  effect "bias" {
    sensor  = "inlet"
    add     = 2
    grow    = "5s"
    recover = "10s"
    shape   = "exponential"
    share   = "50%"
  }
  effect "drift" {
    sensor = "outlet"
    rate   = "-0.5/h"
    max    = 3
  }
  effect "gain" {
    sensor = "inlet"
    factor = -1.1
    grow   = "1m"
    shape  = "linear"
  }
  effect "spike" {
    sensor = "outlet"
    value  = uniform(20, 30)
    share  = "1%"
  }
  effect "noise" {
    sensor = "outlet"
    value  = normal(0, 3)
  }
  effect "stuck" { sensor = "fan" }
  effect "clip" {
    sensor = "inlet"
    limits = [5, 7]
  }
  effect "quantize" {
    sensor = "inlet"
    step   = 0.5
  }
  effect "swap" { sensors = ["inlet", "outlet"] }
  effect "sentinel" {
    sensor = "outlet"
    value  = -127
    share  = 0.1
  }
  effect "sentinel" {
    sensor = "fan"
    value  = null
  }
}

fault "devices" {
  count = 1
  scope = "floor"
  effect "offline" {
    reconnect = uniform("0s", "5s")
    backfill  = "200/s"
    buffer    = 50
  }
  effect "silence" {}
  effect "reboot" { gap = exponential("4s") }
  effect "interval" { factor = 0.2 }
  effect "battery" { level = 3 }
  effect "battery" { rate = "5/h" }
  effect "firmware" { version = "1.3.0" }
  effect "clone" {
    copies = 2
    shift  = "1s"
  }
}

fault "messages" {
  scope = "building"
  effect "drop" { share = "1%" }
  effect "burst_loss" {
    enter = "1%"
    leave = "20%"
    share = "90%"
  }
  effect "delay" { by = "2s" }
  effect "duplicate" { share = "1%" }
  effect "reorder" {
    share = "1%"
    by    = 3
  }
  effect "corrupt" {
    share = "0.1%"
    bytes = 4
  }
  effect "truncate" {
    share = "0.1%"
    keep  = 120
  }
  effect "oversize" {
    share = "0.1%"
    size  = 2000000
  }
  effect "missing_field" {
    share = "1%"
    field = "sensors.inlet.unit"
  }
  effect "type_change" {
    share = "1%"
    field = "sensors.outlet.value"
    to    = "string"
  }
}

fault "clocks" {
  effect "clock_skew" { rate = "+2s/h" }
  effect "clock_step" { by = "-1h" }
  effect "clock_step" { to = "1970-01-01T00:00:00Z" }
  effect "clock_step" { unit = "s" }
}

phase "run" {
  duration = "1m"
  faults   = [fault.values, fault.devices, fault.messages, fault.clocks]
}
