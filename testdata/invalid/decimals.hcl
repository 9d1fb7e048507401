# Rates and shares are exact: what would be rounded is refused.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
}

devices "meter" { count = 10 }

phase "text" {
  duration = "1m"
  rate     = "1.33333333334x" # ERROR: Rate expected
}

phase "nothing" {
  duration = "1m"
  rate     = "0.0000000004x" # ERROR: Rate expected
}

phase "number" {
  duration = "1m"
  rate     = 1.33333333334 # ERROR: Rate expected
}

phase "small" {
  duration = "1m"
  rate     = 0.0000000004 # ERROR: Rate expected
}

phase "share" {
  duration = "1m"
  devices  = "33.3333333%"
}

phase "long" {
  duration = "1m"
  devices  = "33.333333334%" # ERROR: Amount of devices expected
}
