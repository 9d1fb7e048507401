# Every effect that runs, and every amount over a phase.

scenario "faults" { start = "2026-03-02T06:00:00.250Z" }

variable "min_floor" { default = 2 }

locals {
  all = [fault.loss, fault.lag]
}

model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
}

building "A" {
  floor {
    count = 3
    devices "meter" { count = 40 }
  }
}

fault "stuck_high" {
  count = 5
  after = "10s"
  effect "stuck" {
    sensor = "power"
    at     = 99.5
  }
}

fault "creeping" {
  where       = "device.floor >= var.min_floor"
  probability = 0.5
  repeat      = "30s"
  lasts       = normal("10s", "2s")
  effect "bias" {
    sensor = "power"
    add    = -4
    grow   = "5s"
  }
}

fault "loss" {
  effect "drop" { share = "5%" }
  effect "offline" {}
}

fault "lag" {
  effect "delay" {
    by    = lognormal("200ms", 0.5)
    max   = "10s"
    share = 0.25
  }
  effect "delay" { by = uniform("0s", "2s") }
  effect "delay" { by = "1s" }
  effect "duplicate" {
    share  = "1%"
    copies = 2
    after  = "500ms"
  }
}

phase "up" {
  duration = "1m"
  devices  = ramp("10%", 120, "ease")
  rate     = ramp(0, "1000/s", "linear")
}

phase "busy" {
  duration = "1m"
  devices  = "50%"
  rate     = 0.1
  faults   = concat(local.all, [fault.creeping])
}

phase "down" {
  duration = "1m"
  devices  = 60
  rate     = ramp("3x", 0.5)
  faults   = [fault.stuck_high]
}

sink "kafka" {
  brokers        = ["kafka-1:9092", "[::1]:9093", "kafka-3"]
  topic          = "iot.faults"
  partitions     = 6
  replication    = 3
  compression    = "zstd"
  linger         = "5ms"
  batch_bytes    = 1048576
  buffer_records = 100000
  buffer_bytes   = 67108864
  config         = { "retention.ms" = 3600000, "cleanup.policy" = "delete" }
}

labels { topic = "iot.faults.labels" }
