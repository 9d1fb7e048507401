# Durations times rates.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
  sensor "open" { value = switch("1m", "1m") }
}

devices "meter" { count = 10 }

phase "run" { # ERROR: Rate too high for long
  duration = "3650d"
  rate     = 1000
}

sink "kafka" { partitions = 1 }
