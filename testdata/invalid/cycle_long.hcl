# All repetitions count for the length of the time line.

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

cycle "week" { # ERROR: Time line too long
  times = 600
  phase "work" { duration = "5d" }
  phase "rest" { duration = "2d" }
}
