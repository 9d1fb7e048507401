# Null is no element.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
}

building "A" {
  floor {
    room "101" {
      for_each = ["a", null] # ERROR: Invalid element
      devices "meter" { count = 10 }
    }
  }
}

phase "run" { duration = "1m" }
