# A place that repeats zero times is left out.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
}

building "A" {
  floor {
    room "101" {
      devices "meter" { count = 0 } # ERROR: Whole number expected
    }
  }
}

phase "run" { duration = "1m" }
