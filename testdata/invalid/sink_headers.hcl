# Headers have a name, and values are patterns.

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

phase "run" { duration = "1m" }

sink "kafka" {
  headers = { iotsim-run = "mine" } # ERROR: Invalid header name
}
