# Phases are named without quotes, each once.

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

expect "quoted" {
  that   = "lag.p99 < 100"
  during = "run" # ERROR: Reference expected
}

expect "unknown" {
  that   = "lag.p99 < 100"
  during = phase.rum # ERROR: Unknown phase
}

expect "fault" {
  that   = "lag.p99 < 100"
  during = [phase.run, 5] # ERROR: Reference expected
}

expect "twice" {
  that   = "lag.p99 < 100"
  during = [phase.run, phase.ramp, phase.run] # ERROR: Phase listed twice
}

expect "none" {
  that   = "lag.p99 < 100"
  during = [] # ERROR: List is empty
}
