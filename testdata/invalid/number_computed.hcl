# Nor what is computed.

scenario "plant" {}

locals {
  big  = 1e300
  huge = local.big * local.big # ERROR: Value out of range
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
