# A rate is per second.

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
  effect "offline" {
    buffer   = 50
    backfill = 200 # ERROR: Rate per second expected
  }
}

phase "run" {
  duration = "1m"
  faults   = [fault.f]
}
