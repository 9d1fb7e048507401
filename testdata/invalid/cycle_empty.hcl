# A cycle says how often, and what.

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

cycle "day" { # ERROR: Missing argument # ERROR: Missing block
}

cycle "night" {
  times = 0 # ERROR: Whole number expected
  phase "rest" { duration = "8h" }
}
