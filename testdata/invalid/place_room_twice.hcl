# Two rooms of one name.

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
    room "101" { # ERROR: Duplicate room
      devices "meter" { count = 20 }
    }
  }
}

phase "run" { duration = "1m" }
