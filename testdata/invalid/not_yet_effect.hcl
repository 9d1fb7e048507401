# What the language knows but does not run yet is never ignored.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
}

building "A" {
  floor {
    room "101" {
      devices "meter" { count = 10 }
    }
  }
}

fault "f" {
  effect "gain" { # ERROR: Not supported yet
    sensor = "power"
    factor = 2
  }
}

phase "run" {
  duration = "1m"
  faults   = [fault.f]
}
