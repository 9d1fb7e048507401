# What validate takes, and this version does not run.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
}

room "101" {
  devices "meter" { count = 10 }
}

fault "garbled" {
  effect "corrupt" { # ERROR: Effect cannot run yet
    share = "1%"
    bytes = 1
  }
}

phase "run" {
  duration = "1m"
  faults   = [fault.garbled]
}
