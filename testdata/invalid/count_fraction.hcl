# Nor halves of them.

scenario "plant" {}

locals {
  half = 25 / 10
}

model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
}

building "A" {
  floor {
    room "101" {
      devices "meter" { count = local.half } # ERROR: Whole number expected
    }
  }
}

phase "run" { duration = "1m" }
