# Not both.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" {
    value   = normal(12, 3)
    formula = "12 + noise" # ERROR: Conflicting arguments
    noise   = normal(0, 1)
  }
}

building "A" {
  floor {
    room "101" {
      devices "meter" { count = 10 }
    }
  }
}

phase "run" { duration = "1m" }
