# Tags are looked at whatever else is wrong with the block.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
}

building "A" {
  devices "moter" { # ERROR: Unknown model
    tags = { line = null }
  }
  devices "meter" {
    tags = { line = [1] } # ERROR: Map of texts expected
  }
}

phase "run" { duration = "1m" }
