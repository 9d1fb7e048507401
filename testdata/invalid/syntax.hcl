# A statement that does not parse; the rest is looked at all the same.

scenario "plant" {
  seed = = 4 # ERROR: Invalid expression
}

model "meter" {
  interval = 30 # ERROR: Duration needs a unit
  sensor "power" {
    value  = normal(12, 3 # ERROR: Unclosed bracket
    digits = 1.5 # ERROR: Whole number expected
  }
}

building "A" {
  floor {
    number # ERROR: Argument or block definition required
    room "101" {
      devices "meter" { count = 10, id = "{n}" } # ERROR: Invalid single-argument block definition
    }
  }
}

phase "run" { duration = "1m } # ERROR: Invalid multi-line string
phase "end" {
  duration = "1m"
  rate     = -1 # ERROR: Rate expected
}
