# Two blocks of one name in a room.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
}

building "A" {
  floor {
    room "101" {
      devices "meter" { count = 10 }
      devices "meter" { count = 20 } # ERROR: Duplicate devices
    }
  }
}

phase "run" { duration = "1m" }
