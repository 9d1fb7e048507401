# A level that some devices have not makes no topic.

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

devices "meter" {}

sink "kafka" {
  topic = "iot.{room}" # ERROR: Unknown pattern field
}
