# Double quotes inside of a text end it.

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
  where = "device.model == "meter" && device.n > 1" # ERROR: Quotes inside quotes
  effect "drop" {}
}

phase "run" {
  duration = "1m"
  faults   = [fault.f]
}
