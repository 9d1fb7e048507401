# Ten thousand elements are enough.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
}

building "A" {
  floor {
    room "{key}" {
      for_each = concat(range(9000), range(9000)) # ERROR: Error in function call
      devices "meter" { count = 10 }
    }
  }
}

phase "run" { duration = "1m" }
