# A block on one line holds one argument; what stood behind it is not missing too.
scenario "plant" {}

model "m" {
  interval = "1s"
  sensor "t" {
    value = normal(20, 1)
    daily { amplitude = 3, peak = "15:00" } # ERROR: Invalid single-argument block definition
  }
}

building "x" {
  room "r" {
    devices "m" { count = 1 }
  }
}

phase "p" { duration = "1m" }
