# Faults have names of their own.

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
  effect "drop" {}
}

fault "f" { # ERROR: Duplicate fault
  effect "drop" {}
}

phase "run" {
  duration = "1m"
  faults   = [fault.f]
}
