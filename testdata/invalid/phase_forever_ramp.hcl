# A ramp takes as long as its phase.

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

phase "run" {
  duration = "forever"
  devices  = ramp(0, "100%") # ERROR: Ramp without an end
  rate     = ramp(1, 3)      # ERROR: Ramp without an end
}
