# So does a switch.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" {
    value  = switch("45m", "15m")
    memory = "10m" # ERROR: Memory without noise
  }
}

building "A" {
  floor {
    room "101" {
      devices "meter" { count = 10 }
    }
  }
}

phase "run" { duration = "1m" }
