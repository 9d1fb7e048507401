# for_each takes a collection.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
}

building "A" {
  floor {
    room "101" {
      for_each = 3 # ERROR: Collection expected
      devices "meter" { count = 10 }
    }
  }
}

phase "run" { duration = "1m" }
