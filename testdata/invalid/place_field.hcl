# A field that there is not.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
}

building "A" {
  floor {
    room "{flor}{n:02}" { # ERROR: Unknown pattern field
      devices "meter" { count = 10 }
    }
  }
}

phase "run" { duration = "1m" }
