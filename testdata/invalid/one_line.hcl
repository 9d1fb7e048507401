# A block on one line holds one argument; what stood behind it is not missing too,
# and what is on the next lines is read.
scenario "plant" {}

model "m" {
  interval = "1s"
  sensor "t" {
    value = normal(20, 1)
    daily { amplitude = 3, peak = "15:00" } # ERROR: Invalid single-argument block definition
  }
  sensor "u" { formula = "2 * t" # ERROR: Invalid single-argument block definition
    unit = "°C"
  }
}

building "x" {
  room "r" {
    devices "m" { count = 1 }
  }
}

phase "p" { duration = "1m" }
