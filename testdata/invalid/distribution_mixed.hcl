# All with units, or none.

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
  after = uniform(0, "20s") # ERROR: Invalid function argument
  effect "drop" {}
}

phase "run" {
  duration = "1m"
  faults   = [fault.f]
}
