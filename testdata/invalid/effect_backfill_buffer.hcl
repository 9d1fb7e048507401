# What is not kept cannot be sent.

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
    backfill = "200/s" # ERROR: Backfill without a buffer
  }
}

phase "run" {
  duration = "1m"
  faults   = [fault.f]
}
