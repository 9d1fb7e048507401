# What is left out leaves something.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
}

building "A" {
  floor {
    room "101" {
      devices "meter" { count = 10 }
    }
  }
}

phase "ramp" { duration = "10s" }

phase "run" { duration = "1m" }

expect "phase" {
  that   = "lag.p99 < 100"
  during = [phase.run, phase.ramp]
  settle = "10s" # ERROR: Settle is too long
}

expect "whole" {
  that   = "lag.p99 < 100"
  settle = "70s" # ERROR: Settle is too long
}

expect "number" {
  that   = "lag.p99 < 100"
  settle = 10 # ERROR: Duration needs a unit
}
