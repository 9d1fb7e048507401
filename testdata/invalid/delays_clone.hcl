# The last clone is as many shifts behind as there are clones.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
}

devices "meter" { count = 10 }

fault "f" {
  effect "clone" {
    copies = 9
    shift  = "366d"
  }
  effect "clone" { # ERROR: Delays too long
    copies = 1000
    shift  = "4d"
  }
}

phase "run" {
  duration = "1m"
  faults   = [fault.f]
}
