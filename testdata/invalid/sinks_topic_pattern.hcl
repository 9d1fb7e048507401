# Patterns that meet on one topic.

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

sink "kafka" { topic = "iot.meter" }

sink "kafka" {
  topic = "iot.{model}" # ERROR: Topic used twice
}
