# What reads one way and means another is refused.

scenario "plant" {}

locals {
  name = "a‮b" # ERROR: Invisible character
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
