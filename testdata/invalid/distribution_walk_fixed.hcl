# A path cannot be drawn once.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" {
    value = fixed(walk(50, 1)) # ERROR: Invalid function argument
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
