# An id does not hold itself.

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
        id    = "{id}-{n}" # ERROR: Unknown pattern field
      }
    }
  }
}

phase "run" { duration = "1m" }
