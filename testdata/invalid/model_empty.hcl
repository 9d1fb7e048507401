# A model measures something.

scenario "plant" {}

model "meter" { # ERROR: Missing block
  interval = "5s"
}

building "A" {
  floor {
    room "101" {
      devices "meter" { count = 10 }
    }
  }
}

phase "run" { duration = "1m" }
