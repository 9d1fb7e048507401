# A status is a word.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" {
    value  = normal(12, 3)
    status = { "" = "value > 20" } # ERROR: Status words expected
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
