# A zero-width space would make two names that look the same.

scenario "plant" {}

locals {
  na​me = "a" # ERROR: Invisible character
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
