# Names of places are unique among their neighbours.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
}

building "A" {
  devices "meter" { count = 10 }
}

building "A" { # ERROR: Duplicate building
  devices "meter" { count = 10 }
}

locals {
  during = phase.never # ERROR: Unknown phase
}

phase "run" { duration = "1m" }
