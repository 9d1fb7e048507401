# A plan lays out every repetition.

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

phase "begin" { duration = "1s" }

cycle "pulse" { # ERROR: Too many repetitions
  times = 50000
  phase "on" { duration = "1s" }
  phase "off" {
    duration = "1s"
    devices  = ramp("100%", 0)
  }
}
