# A float64 cannot hold it.

scenario "plant" {}

locals {
  huge = 1e400 # ERROR: Number out of range
}

model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
}

building "A" {
  floor {
    room "101" {
      devices "meter" { count = 10 }
    }
  }
}

phase "run" { duration = "1m" }
