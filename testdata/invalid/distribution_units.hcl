# A sensor measures numbers.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" {
    value = normal("12s", "3s") # ERROR: Unfit distribution
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
