# A jitter is a share of the interval, not a time.

scenario "plant" {}

model "meter" {
  interval = "5s"
  jitter   = "200ms" # ERROR: Percentage expected
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
