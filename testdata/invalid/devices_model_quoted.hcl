# References stand without quotes.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
}

building "A" {
  floor {
    room "101" {
      devices "a" {
        model = "meter" # ERROR: Reference expected
      }
    }
  }
}

phase "run" { duration = "1m" }
