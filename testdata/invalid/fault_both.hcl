# Probability or count.

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
  probability = "2%"
  count       = 5 # ERROR: Conflicting arguments
  effect "drop" {}
}

phase "run" {
  duration = "1m"
  faults   = [fault.f]
}
