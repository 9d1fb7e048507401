# A backlog that drains by less than a reading a day never ends.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
}

devices "meter" { count = 10 }

fault "f" {
  lasts = "1s"
  effect "offline" {
    buffer   = 10
    backfill = "0.0000000001/s" # ERROR: Rate per second expected
  }
}

fault "g" {
  lasts = "1s"
  effect "offline" {
    buffer   = 10
    backfill = "0.00001/s" # ERROR: Rate per second expected
  }
}

phase "run" {
  duration = "1m"
  faults   = [fault.f, fault.g]
}
