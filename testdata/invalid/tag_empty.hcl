# A tag is said once for all rooms, and so is what is wrong with it.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
}

building "A" {
  tags = { "" = "x" } # ERROR: Invalid tag
  floor {
    room "{n}" {
      count = 5
      tags  = { line = "" } # ERROR: Invalid tag
      devices "meter" {
        count = 2
        tags  = ["a", "b"] # ERROR: Map of texts expected
      }
    }
  }
}

phase "run" { duration = "1m" }
