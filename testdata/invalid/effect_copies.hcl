# A copy is one at least.

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
  effect "duplicate" {
    copies = 0 # ERROR: Whole number expected
  }
}

phase "run" {
  duration = "1m"
  faults   = [fault.f]
}
