# Each record goes to all sinks.

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

phase "run" { duration = "1m" }

sink "null" {}
sink "null" {}
sink "null" {}
sink "null" {}
sink "null" {}
sink "null" {}
sink "null" {}
sink "null" {}
sink "null" {}
sink "null" {}
sink "null" {}
sink "null" {}
sink "null" {}
sink "null" {}
sink "null" {}
sink "null" {}

sink "null" {} # ERROR: Too many sinks
