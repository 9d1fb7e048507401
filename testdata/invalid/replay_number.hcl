# A file has a name.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" {
    value = replay(3, "power") # ERROR: Invalid function argument
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
