# A recording is looped or clamped.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" {
    value = replay("nowhere.csv", "power", "lop") # ERROR: Invalid function argument
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
