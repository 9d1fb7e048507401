# Weights are above zero.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" {
    value = choice({ "on" = 0.5, "off" = 0 }) # ERROR: Invalid function argument
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
