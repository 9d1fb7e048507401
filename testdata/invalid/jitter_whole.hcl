# Half of the jitter lies on either side: at 100% two readings would meet.

scenario "plant" {}

model "meter" {
  interval = "5s"
  jitter   = "100%" # ERROR: Jitter too large
  sensor "power" { value = normal(12, 3) }
}

building "A" {
  floor {
    room "101" {
      devices "meter" { count = 10 }
    }
  }
}

phase "run" { duration = "1m" }
