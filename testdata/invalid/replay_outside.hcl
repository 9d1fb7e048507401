# Nothing outside of the scenario's folder is read.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" {
    value = replay("../../../etc/passwd", "power") # ERROR: Invalid function argument
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
