# What a place has in common lasts, and what lasts is drawn.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" {
    value = normal(12, 3)
    zone "room" {
      value = normal(0, 1) # ERROR: Missing argument
    }
    zone "floor" {
      memory = "1h" # ERROR: Memory without noise
      spread = normal(0, 1)
    }
    zone "building" {
      value  = constant(3)
      memory = "1h" # ERROR: Memory without noise
    }
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
