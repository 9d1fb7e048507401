# A key is not empty: some devices are in no room.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
}

building "A" {
  floor {
    devices "meter" { count = 10 }
    room "101" {
      devices "meter" { count = 10 }
    }
  }
}

phase "run" { duration = "1m" }

sink "kafka" {
  key = "{building}-{room}" # ERROR: Unknown pattern field
}
