# No time is no fault.

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
  lasts = "0s" # ERROR: Duration too short
  effect "drop" {}
}

phase "run" {
  duration = "1m"
  faults   = [fault.f]
}
