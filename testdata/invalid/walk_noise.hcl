# A path is no noise.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" {
    formula = "5 + noise"
    noise   = walk(0, 1) # ERROR: Unfit distribution
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
