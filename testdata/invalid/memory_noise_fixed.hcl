# Noise that is drawn once has nothing to remember.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" {
    formula = "5 + noise"
    noise   = fixed(normal(0, 1))
    memory  = "10m" # ERROR: Memory without noise
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
