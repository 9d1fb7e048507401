# Locals have names of their own.

scenario "plant" {}

locals {
  a = 1
}

locals {
  a = 2 # ERROR: Duplicate local
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
