# A key is for_each's.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
}

building "A" {
  floor {
    room "{key}" { # ERROR: Unknown pattern field
      count = 2
      devices "meter" { count = 10 }
    }
  }
}

phase "run" { duration = "1m" }
