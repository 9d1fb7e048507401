# A zone has something in it.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" {
    value = normal(12, 3)
    zone "room" {} # ERROR: Missing argument
  }
}

building "A" {
  floor {
    room "101" {
      devices "meter" { count = 10 }
    }
  }
}

phase "run" { duration = "1m" }
