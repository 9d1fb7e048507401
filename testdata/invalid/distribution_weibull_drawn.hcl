# A drawn shape may not come near zero either.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" {
    value = weibull(2, fixed(normal(1, 0.5))) # ERROR: Invalid function argument
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
