# What does not vary remembers nothing.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" {
    value  = constant(12)
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
