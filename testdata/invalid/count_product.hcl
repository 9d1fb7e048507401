# Together too.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
}

building "B{n}" {
  count = 10
  floor {
    room "101" {
      devices "meter" { count = 5000000 } # ERROR: Too many devices
    }
  }
}

phase "run" { duration = "1m" }
