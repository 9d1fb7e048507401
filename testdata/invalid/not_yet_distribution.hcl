# What the language knows but does not run yet is never ignored.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" {
    value = weibull(2, 1) # ERROR: Not supported yet
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
