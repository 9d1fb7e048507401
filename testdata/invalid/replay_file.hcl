# A file that is not there cannot be replayed.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" {
    value = replay("nowhere.csv", "power") # ERROR: Invalid function argument
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
