# On and off have no limits.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" {
    value   = switch("45m", "15m")
    warning = [0, 1] # ERROR: Numbers only
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
