# A near member is suggested.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
}

building "A" {
  floor {
    room "101" {
      devices "meter" { count = floor.nubmer * 10 } # ERROR: Unknown name
    }
  }
}

phase "run" { duration = "1m" }
