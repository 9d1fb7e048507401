# In a formula it is the noise that remembers.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" {
    formula = "12 + t"
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
