# Null is no condition.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" {
    value  = normal(12, 3)
    status = { hot = null } # ERROR: Argument is null
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
