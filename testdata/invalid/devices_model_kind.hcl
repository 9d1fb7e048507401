# A fault is no model.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
}

building "A" {
  floor {
    room "101" {
      devices "a" {
        model = fault.f # ERROR: Reference expected
      }
    }
  }
}

fault "f" {
  effect "drop" {}
}

phase "run" {
  duration = "1m"
  faults   = [fault.f]
}
