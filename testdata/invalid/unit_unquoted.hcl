scenario "x" {}
model "m" {
  interval = 5s # ERROR: Quotes needed
  sensor "a" {
    value = normal(0, 1)
    trend = 0.5/h # ERROR: Quotes needed
  }
}
devices "m" {}
phase "run" {
  duration = 1m30s # ERROR: Quotes needed
  rate     = 1000/s # ERROR: Quotes needed
}
phase "later" {
  duration = "1m"
  rate     = 5x # ERROR: Quotes needed
  devices  = ramp(0%, 100%) # ERROR: Quotes needed
}
phase "last" {
  duration = "1m"
  devices  = 50% # ERROR: Quotes needed
}
