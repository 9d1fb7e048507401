# The smallest scenario: a hundred thermometers for a minute.

scenario "hello" {}

model "IOT-SENSOR-V2" {
  interval = "3s"
  sensor "temperature" {
    unit  = "°C"
    value = normal(24, 1.5)
  }
}

building "A" {
  floor {
    room "101" {
      devices "IOT-SENSOR-V2" { count = 100 }
    }
  }
}

phase "run" { duration = "1m" }
