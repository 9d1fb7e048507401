# A near function is suggested.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" {
    value = nromal(12, 3) # ERROR: Unknown function
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
