# What the language knows but does not run yet is never ignored.

scenario "plant" {}

model "meter" {
  interval = "5s"
  tags     = { line = "a" } # ERROR: Not supported yet
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
