# Names of cycles, and of phases inside and outside of them, are unique.

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

cycle "day" {
  times = 2
  phase "shift" { duration = "8h" }
  phase "shift" { duration = "1h" } # ERROR: Duplicate phase
}

cycle "day" { # ERROR: Duplicate cycle
  times = 1
  phase "night" { duration = "8h" }
}

phase "night" { duration = "1m" } # ERROR: Duplicate phase
