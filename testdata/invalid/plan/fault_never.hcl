scenario "never" { start = "2026-03-02T06:00:00Z" }

model "m" {
  interval = "5s"
  sensor "x" { value = normal(0, 1) }
}

building "A" {
  room "1" {
    devices "m" { count = 100 }
  }
}

fault "many" { # WARNING: Count is more than all
  count = 101
  effect "drop" {}
}

fault "all" {
  count = 100
  effect "drop" {}
}

fault "rooms" { # WARNING: Count is more than all
  count = 2
  scope = "room"
  effect "drop" {}
}

fault "late" { # WARNING: Fault never begins
  after = uniform("2m", "3m")
  effect "drop" {}
}

fault "slow" { # WARNING: Fault never begins
  after  = "10s"
  repeat = "10s"
  effect "drop" {}
}

fault "perhaps" {
  after = uniform("50s", "3m")
  effect "drop" {}
}

phase "run" {
  duration = "1m"
  faults   = [fault.many, fault.all, fault.rooms, fault.late, fault.slow, fault.perhaps]
}
