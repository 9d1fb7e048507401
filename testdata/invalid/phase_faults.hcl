# A list of references.

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
  faults   = fault.f # ERROR: List of references expected
}

phase "b" {
  duration = "1m"
  faults   = [fault.f]
}
