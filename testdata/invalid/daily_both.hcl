# A curve has a peak or points, not both.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" {
    value = normal(12, 3)
    daily {
      points    = { "06:00" = -2, "15:00" = 4 }
      amplitude = 4 # ERROR: Conflicting arguments
      peak      = "15:00" # ERROR: Conflicting arguments
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
