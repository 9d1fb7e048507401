# A walk goes as far as it may.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" {
    value = walk(50, 0.5) # ERROR: Walk without a clamp
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
