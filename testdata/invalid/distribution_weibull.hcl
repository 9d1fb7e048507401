# Weibull's shape stands in an exponent.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" {
    value = weibull(2, 0.01) # ERROR: Invalid function argument
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
