# A thousand meters that send evenly for as long as a test needs them.

scenario "steady" {
  seed  = 5
  start = "2026-03-02T06:00:00Z"
}

variable "rate" {
  type    = string
  default = "4000/s"
}

variable "partitions" {
  type    = number
  default = 6
}

variable "replication" {
  type    = number
  default = 1
}

model "meter" {
  interval = "1s"
  sensor "power" {
    unit  = "W"
    value = normal(1200, 40)
  }
}

building "A" {
  floor {
    count = 2
    room "{floor}{n:02}" {
      count = 5
      devices "meter" { count = 100 }
    }
  }
}

phase "run" {
  duration = "1h"
  rate     = var.rate
}

sink "kafka" {
  topic       = "steady"
  partitions  = var.partitions
  replication = var.replication
  config      = { "min.insync.replicas" = var.replication > 1 ? "2" : "1" }
}
