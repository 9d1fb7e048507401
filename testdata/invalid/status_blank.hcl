# Nothing is no condition.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" {
    value  = normal(12, 3)
    status = { hot = " " } # ERROR: Empty expression
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
