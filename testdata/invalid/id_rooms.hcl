# Two rooms would have the same ids.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
}

building "A" {
  floor {
    room "10{n}" {
      count = 2
      devices "meter" {
        count = 10
        id    = "meter-{n:03}" # ERROR: Duplicate id
      }
    }
  }
}

phase "run" { duration = "1m" }
