# A float64 has no more.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" {
    value  = normal(12, 3)
    digits = 20 # ERROR: Whole number expected
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
