# A jitter is exact, and this is no fraction that can be kept.

scenario "plant" {}

model "meter" {
  interval = "5s"
  jitter   = "12.3456789012%" # ERROR: Percentage expected
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
