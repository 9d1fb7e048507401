# Who does not move does not walk.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" {
    value = walk(50, 0) # ERROR: Invalid function argument
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
