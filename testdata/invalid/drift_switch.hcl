# On and off do not drift, nor step.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" {
    value = switch("45m", "15m")
    drift { # ERROR: Numbers only
      rate = "-0.5/d"
      max  = 3
    }
    step { # ERROR: Numbers only
      at  = "10m"
      add = 1
    }
    weekly { # ERROR: Numbers only
      points = [1, 2]
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
