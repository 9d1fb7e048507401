# A value is a distribution.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" {
    value = 24 # ERROR: Distribution expected
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
