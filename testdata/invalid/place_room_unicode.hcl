# Two rooms whose names look the same: é, and e with an accent behind.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
}

building "A" {
  floor {
    room "café" {
      devices "meter" { count = 10 }
    }
    room "café" { # ERROR: Duplicate room
      devices "meter" { count = 20 }
    }
  }
}

phase "run" { duration = "1m" }
