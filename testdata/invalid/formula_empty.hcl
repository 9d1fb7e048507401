# A formula says something.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" {
    formula = " " # ERROR: Empty expression
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
