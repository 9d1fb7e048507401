# Critical is worse than a warning.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" {
    value    = normal(12, 3)
    warning  = [0, 20]
    critical = [5, 15] # WARNING: Critical inside warning
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
