# A near kind is suggested.

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
  effect "stcuk" { # ERROR: Unknown effect
    sensor = "power"
  }
}

phase "run" {
  duration = "1m"
  faults   = [fault.f]
}
