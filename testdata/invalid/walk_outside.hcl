# A walk starts between its ends.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" {
    value = walk(120, 0.5) # ERROR: Walk outside its clamp
    clamp = [0, 100]
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
