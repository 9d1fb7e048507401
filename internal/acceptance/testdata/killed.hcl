# A thousand meters with everything that makes a partition's order interesting, and
# labels of it.

scenario "killed" {
  seed  = 11
  start = "2026-03-02T06:00:00Z"
}

variable "rate" {
  type    = string
  default = "8000/s"
}

model "meter" {
  interval = "1s"
  jitter   = "20%"
  sensor "power" {
    unit   = "W"
    value  = normal(1200, 40)
    memory = "1m"
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

fault "radio" {
  probability = "20%"
  repeat      = "5s"
  after       = uniform("0s", "2s")
  lasts       = "2s"
  effect "drop" { share = "10%" }
  effect "delay" {
    share = "30%"
    by    = uniform("0s", "2s")
  }
  effect "duplicate" {
    share = "10%"
    after = "1s"
  }
}

fault "cut" {
  probability = "5%"
  repeat      = "10s"
  lasts       = "3s"
  effect "offline" {
    reconnect = uniform("0s", "1s")
    backfill  = "100/s"
    buffer    = 20
  }
}

fault "worn" {
  probability = "3%"
  effect "bias" {
    sensor = "power"
    add    = 90
    share  = "20%"
  }
}

phase "run" {
  duration = "25s"
  rate     = var.rate
  faults   = [fault.radio, fault.cut, fault.worn]
}

sink "kafka" {
  topic      = "killed"
  partitions = 4
}

labels { topic = "killed-truth" }
