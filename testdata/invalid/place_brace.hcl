# Braces come in pairs.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
}

building "A" {
  floor {
    room "10{n" { # ERROR: Unpaired brace
      count = 2
      devices "meter" { count = 10 }
    }
  }
}

phase "run" { duration = "1m" }
