# A path is not drawn once a device.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" {
    value  = normal(12, 3)
    spread = walk(0, 1) # ERROR: Unfit distribution
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
