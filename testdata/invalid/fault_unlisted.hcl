# A fault that no phase lists never happens.

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

fault "f" { # WARNING: Fault never happens
  effect "drop" {}
}

phase "run" { duration = "1m" }
