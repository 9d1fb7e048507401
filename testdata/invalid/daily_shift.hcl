# A shift is a time within the day.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" {
    value = normal(12, 3)
    daily {
      points = { "06:00" = -2, "15:00" = 4 }
      shift  = uniform("0s", "25h") # ERROR: Unfit distribution
    }
    weekly {
      points = [1, 2, 3, 4, 5, 6, 7]
      shift  = normal(1, 2) # ERROR: Unfit distribution
      scope  = "floor"
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
