# A scope is for what is drawn.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" {
    value = normal(12, 3)
    daily {
      amplitude = 4
      peak      = "15:00"
      scope     = "room" # ERROR: Scope without draws
    }
    weekly {
      amplitude = fixed(normal(4, 1)) # ERROR: Unfit distribution
      peak      = "Mon"
      scope     = "house" # ERROR: Unknown word
      shift     = "2h" # ERROR: Distribution expected
    }
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
