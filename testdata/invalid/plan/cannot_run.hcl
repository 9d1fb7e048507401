# What validate takes, and this version does not run.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
}

room "101" {
  devices "meter" { count = 10 }
}

fault "twins" {
  effect "clone" { # ERROR: Effect cannot run yet
    copies = 1
    shift  = "1s"
  }
}

phase "run" {
  duration = "1m"
  faults   = [fault.twins]
}
