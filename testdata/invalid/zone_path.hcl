# A path is not drawn at a place.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" {
    value = normal(12, 3)
    zone "room" {
      value  = walk(0, 1) # ERROR: Unfit distribution
      memory = "1h"
      spread = uniform("1s", "2s") # ERROR: Unfit distribution
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
