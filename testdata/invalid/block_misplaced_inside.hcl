# A phase stands at the top.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
}

building "A" {
  floor {
    room "101" {
      devices "meter" { count = 10 }
      phase "ramp" { duration = "1m" } # ERROR: Misplaced block
    }
  }
}

phase "run" { duration = "1m" }
