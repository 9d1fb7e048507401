# Nanoseconds since 1970 fit into 64 bits until 2262.

scenario "plant" {
  start = "2262-01-01T00:00:00Z" # ERROR: Instant expected
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
