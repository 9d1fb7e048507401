# A drawn mean is counted up to, reading by reading.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" {
    value = poisson(fixed(uniform(1, 1000))) # ERROR: Invalid function argument
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
