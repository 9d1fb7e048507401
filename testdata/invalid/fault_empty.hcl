# A fault does something.

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

fault "f" { # ERROR: Missing block
  lasts = "20s"
}

phase "run" {
  duration = "1m"
  faults   = [fault.f]
}
