# A near local is suggested.

scenario "plant" {}

locals {
  floors = 5
}

model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
}

building "A" {
  floor {
    room "101" {
      devices "meter" { count = local.flors } # ERROR: Unknown local
    }
  }
}

phase "run" { duration = "1m" }
