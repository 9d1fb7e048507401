# Limits are numbers.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" {
    value   = normal(12, 3)
    warning = "0..20" # ERROR: Limits expected
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
