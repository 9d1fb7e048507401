# What a pattern makes of places must suit Kafka.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
}

building "A栋" {
  floor {
    room "101" {
      devices "meter" { count = 10 }
    }
  }
}

phase "run" { duration = "1m" }

sink "kafka" {
  topic = "iot.{building}.{model}" # ERROR: Invalid topic name
}
