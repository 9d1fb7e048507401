# Nor a daily curve.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" {
    value = switch("45m", "15m")
    daily { # ERROR: Numbers only
      amplitude = 1
      peak      = "15:00"
    }
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
