# What one outage held back is still there when the next begins.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
  sensor "open" { value = switch("1m", "1m") }
}

devices "meter" { count = 10 }

fault "outage" {
  lasts  = "19s"
  repeat = "20s"
  effect "offline" { # ERROR: Backlog reaches the next outage
    reconnect = "5s"
    buffer    = 50
  }
}

phase "run" {
  duration = "1m"
  faults   = [fault.outage]
}

sink "kafka" { partitions = 1 }
