# What a fault draws is added to time: a year and a day is enough.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
}

devices "meter" { count = 10 }

fault "after" {
  after = "367d" # ERROR: Duration too long
  effect "drop" {}
}

fault "lasts" {
  lasts  = exponential("3650d") # ERROR: Unfit distribution
  repeat = "400d"               # ERROR: Duration too long
  effect "bias" {
    sensor = "power"
    add    = 1
    grow   = "367d" # ERROR: Duration too long
  }
}

fault "drawn" {
  after = uniform("1d", "366d")
  effect "offline" { reconnect = uniform("1d", "3650d") } # ERROR: Unfit distribution
  effect "delay" { by = "3650d" } # ERROR: Duration too long
  effect "delay" {
    by  = lognormal("1s", 1)
    max = "367d" # ERROR: Duration too long
  }
  effect "duplicate" { after = "367d" } # ERROR: Duration too long
}

phase "run" {
  duration = "1m"
  faults   = [fault.after, fault.lasts, fault.drawn]
}
