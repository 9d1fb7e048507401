# A walk remembers anyway.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" {
    value  = walk(50, 0.5)
    clamp  = [0, 100]
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
