# A number has at most forty characters.

scenario "plant" {}

locals {
  pi = 3.14159265358979323846264338327950288419716939937510 # ERROR: Number too long
}

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

phase "run" { duration = "1m" }
