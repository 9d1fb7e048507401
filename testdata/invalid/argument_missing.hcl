# An interval is needed.

scenario "plant" {}

model "meter" { # ERROR: Missing argument
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
