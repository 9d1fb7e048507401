# An expectation says something, in quotes.

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

expect "silent" {} # ERROR: Missing argument

expect "empty" {
  that = "" # ERROR: Empty expression
}

expect "bare" {
  that = lag.p99 < 100 # ERROR: Quotes needed
}

expect "number" {
  that  = "failed == 0"
  abort = 1 # ERROR: Bool expected
}
