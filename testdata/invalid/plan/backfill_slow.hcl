# A backlog that drains no faster than readings come.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
  sensor "open" { value = switch("1m", "1m") }
}

devices "meter" { count = 10 }

fault "outage" {
  lasts = "10s"
  effect "offline" { # ERROR: Backfill is too slow
    backfill = "0.2/s"
    buffer   = 50
  }
}

phase "run" {
  duration = "1m"
  faults   = [fault.outage]
}

sink "kafka" { partitions = 1 }
