# Room 1, device 11 and room 11, device 1 would meet.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
}

building "A" {
  floor {
    room "{n}" {
      count = 20
      devices "meter" {
        count = 20
        id    = "m{room}{n}" # ERROR: Duplicate id
      }
    }
  }
}

phase "run" { duration = "1m" }
