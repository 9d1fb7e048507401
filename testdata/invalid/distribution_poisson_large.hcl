# Beyond a million a count is a normal distribution.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" {
    value = poisson(2e6) # ERROR: Invalid function argument
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
