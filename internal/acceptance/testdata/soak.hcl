# Laid over the shipped factory, which plays its own three minutes first: then days, hour
# by hour, each with a rush, with trouble, and with a night in which fewer work.

variable "hours" {
  type    = number
  default = 24
}

cycle "hour" {
  times = var.hours
  phase "work" {
    duration = "30m"
  }
  phase "rush" {
    duration = "5m"
    rate     = ramp(1, 5)
  }
  phase "trouble" {
    duration = "10m"
    faults   = [fault.sticky_thermometers, fault.bearing_wear, fault.blackout]
  }
  phase "night" {
    duration = "15m"
    devices  = "60%"
    rate     = 0.5
  }
}

sink "kafka" {
  partitions = 6
  config = {
    "retention.bytes" = "33554432"
    "segment.bytes"   = "8388608"
  }
}
