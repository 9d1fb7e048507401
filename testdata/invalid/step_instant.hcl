# A step is counted from the start.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" {
    value = normal(12, 3)
    step {
      at  = "2026-03-02T06:00:00Z" # ERROR: Invalid duration
      add = 4
    }
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
