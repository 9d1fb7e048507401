# A key is known with for_each only.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
}

building "A" {
  floor {
    room "101" {
      devices "meter" { count = room.value } # ERROR: Unknown name
    }
  }
}

phase "run" { duration = "1m" }
