# A parameter is a number, or drawn once for each device.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" {
    value = normal(normal(12, 3), 1) # ERROR: Invalid function argument
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
