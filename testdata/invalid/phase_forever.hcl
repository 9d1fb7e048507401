# Only the last phase may have no end.

scenario "plant" {}

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

phase "idle" { # ERROR: Forever is not last
  duration = "forever"
}

phase "run" { duration = "1m" }
