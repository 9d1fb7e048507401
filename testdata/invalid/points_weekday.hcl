# A week has days.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" {
    value = normal(12, 3)
    weekly {
      points = { "Mon" = -2, "Caturday 12:00" = 4 } # ERROR: Time of week expected
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
