scenario "names" { start = "2026-03-02T06:00:00Z" }

model "m" {
  interval = "5s"
  sensor "x" {
    value  = normal(0, 1)
    status = { hot = "vlaue > 80" } # ERROR: Unknown name in status
  }
}

devices "m" { count = 100 }
phase "run" { duration = "1m" }
expect "good" { that = "failled == 0" } # ERROR: Unknown name in expectation
