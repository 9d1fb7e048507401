# The smaller comes first.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" {
    value = uniform(9, 3) # ERROR: Invalid function argument
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
