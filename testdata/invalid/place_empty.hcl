# A room without devices.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
}

building "A" {
  floor {
    room "101" {} # ERROR: Empty place
    room "102" {
      devices "meter" { count = 10 }
    }
  }
}

phase "run" { duration = "1m" }
