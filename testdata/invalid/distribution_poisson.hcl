# A count of things is expected more often than never.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" {
    value = poisson(0) # ERROR: Invalid function argument
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
