# An amount is a number.

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
  effect "bias" {
    sensor = "power"
    add    = "1.5" # ERROR: Number expected
  }
}

phase "run" {
  duration = "1m"
  faults   = [fault.f]
}
