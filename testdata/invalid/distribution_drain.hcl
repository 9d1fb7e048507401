# A battery drains, a sensor has a trend.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" {
    value = drain(100, "0.4/h") # ERROR: Unfit distribution
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
