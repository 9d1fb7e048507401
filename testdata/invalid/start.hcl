# A start has date, time and zone.

scenario "plant" {
  start = "2026-03-02" # ERROR: Instant expected
}

model "meter" {
  interval = "5s"
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
