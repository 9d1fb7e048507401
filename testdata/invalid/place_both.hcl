# Count or for_each.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
}

building "A" {
  floor {
    room "{n}" {
      count    = 2
      for_each = ["a", "b"] # ERROR: Conflicting arguments
      devices "meter" { count = 10 }
    }
  }
}

phase "run" { duration = "1m" }
