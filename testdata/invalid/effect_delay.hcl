# Never later than.

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
  effect "delay" {
    by = exponential("2s") # ERROR: Delay without an end
  }
}

phase "run" {
  duration = "1m"
  faults   = [fault.f]
}
