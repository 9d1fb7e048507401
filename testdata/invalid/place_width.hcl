# A width is zeros.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
}

building "A" {
  floor {
    room "{n:2d}" { # ERROR: Invalid pattern width
      count = 2
      devices "meter" { count = 10 }
    }
  }
}

phase "run" { duration = "1m" }
