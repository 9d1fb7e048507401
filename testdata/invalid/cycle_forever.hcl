# What repeats has an end.

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

cycle "day" {
  times = 2
  phase "shift" { duration = "8h" }
  phase "night" { # ERROR: Forever is not last
    duration = "forever"
  }
}
