# Value or formula.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" { # ERROR: Missing argument
    unit = "W"
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
