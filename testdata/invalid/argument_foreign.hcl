# Nothing depends on order but phases.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
}

building "A" {
  floor {
    room "101" {
      devices "meter" { count = 10 }
    }
  }
}

phase "run" {
  duration   = "1m"
  depends_on = [phase.other] # ERROR: Unknown argument
}
