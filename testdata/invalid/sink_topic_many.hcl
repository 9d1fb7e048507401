# A topic for each of many rooms.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
}

building "A" {
  floor {
    room "r{n}" {
      count = 1001
      devices "meter" { count = 10 }
    }
  }
}

phase "run" { duration = "1m" }

sink "kafka" {
  topic      = "iot.{room}" # ERROR: Too many topics
  partitions = 1
}
