# A near name is suggested, and its lack is not reported too.

scenario "plant" {}

model "meter" {
  intervall = "5s" # ERROR: Unknown argument
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
