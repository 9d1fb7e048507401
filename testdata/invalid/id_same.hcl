# All devices would have one id.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
}

building "A" {
  floor {
    room "101" {
      devices "meter" {
        count = 10
        id    = "meter-{room}" # ERROR: Duplicate id
      }
    }
  }
}

phase "run" { duration = "1m" }
