# What the language knows but does not run yet is never ignored.

scenario "plant" {}

expect "nothing_lost" { # ERROR: Not supported yet
  that = "failed == 0 && unknown == 0"
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
