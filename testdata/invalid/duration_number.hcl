# A duration has a unit.

scenario "plant" {}

model "meter" {
  interval = 30 # ERROR: Duration needs a unit
  sensor "power" { value = normal(12, 3) }
}

building "A" {
  floor {
    room "101" {
      devices "meter" { count = 10 }
    }
  }
}

phase "run" { duration = "1m" }
