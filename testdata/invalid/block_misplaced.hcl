# A sensor belongs to a model.

scenario "plant" {}

sensor "power" { # ERROR: Misplaced block
  value = normal(12, 3)
}

model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
}

building "A" {
  floor {
    room "101" {
      devices "meter" { count = 10 }
    }
  }
}

phase "run" { duration = "1m" }
