# A near model is suggested.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
}

building "A" {
  floor {
    room "101" {
      devices "a" {
        model = model.mter # ERROR: Unknown model
      }
    }
  }
}

phase "run" { duration = "1m" }
