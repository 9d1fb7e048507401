# Six hundred meters that send for two minutes over a bad network of their own: what
# is lost, late and doubled there is planned. internal/oracle's package expands the
# same scenario from chaosPlan in chaos_reader_test.go.

scenario "chaos" {
  seed  = 17
  start = "2026-03-02T06:00:00Z"
}

variable "replication" {
  type    = number
  default = 3
}

variable "insync" {
  type    = number
  default = 2
}

model "meter" {
  interval = "200ms"
  sensor "power" {
    unit  = "W"
    value = normal(1200, 40)
  }
}

building "A" {
  floor {
    count = 2
    room "{floor}{n:02}" {
      count = 3
      devices "meter" { count = 100 }
    }
  }
}

fault "radio" {
  probability = "50%"
  effect "drop" { share = "10%" }
  effect "delay" {
    share = "30%"
    by    = uniform("0s", "800ms")
    max   = "800ms"
  }
  effect "duplicate" {
    share = "10%"
    after = "300ms"
  }
}

phase "run" {
  duration = "2m"
  faults   = [fault.radio]
}

sink "kafka" {
  topic       = "chaos"
  partitions  = 6
  replication = var.replication
  config      = { "min.insync.replicas" = var.insync }
}
