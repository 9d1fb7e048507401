# A shape that there is not.

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
  duration = "1m"
  devices  = ramp(0, "100%", "cubic") # ERROR: Invalid function argument
}
