# Once in a phase.

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

phase "run" {
  duration = "1m"
  faults   = [fault.f, fault.f] # ERROR: Fault listed twice
}
