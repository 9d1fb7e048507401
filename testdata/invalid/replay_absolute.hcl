# Files lie beside the scenario.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" {
    value = replay("/etc/passwd", "power") # ERROR: Invalid function argument
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
