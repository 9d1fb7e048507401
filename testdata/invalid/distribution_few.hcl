# Two numbers make a normal.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" {
    value = normal(12) # ERROR: Not enough function arguments
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
