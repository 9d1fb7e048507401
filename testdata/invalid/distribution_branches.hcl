# Both branches of a conditional are of one type.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" {
    value = true ? normal(12, 3) : 24 # ERROR: Inconsistent conditional result types
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
