# Mean times have units.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" {
    value = switch(45, 15) # ERROR: Invalid function argument
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
