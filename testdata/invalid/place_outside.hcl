# A floor is known inside a floor only.

scenario "plant" {}

locals {
  many = floor.number * 10 # ERROR: Unknown name
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
