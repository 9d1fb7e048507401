# The message that the project began with, from constants alone: one device that
# says it from the first millisecond on.

scenario "seed" { start = "2022-01-01T00:00:00Z" }

model "IOT-SENSOR-V2" {
  interval = "1ms" # so that the first reading, which is due within it, is due in the first millisecond

  sensor "temperature" {
    unit  = "°C"
    value = constant(25.6)
  }

  sensor "humidity" {
    unit  = "%"
    value = constant(65.2)
  }

  sensor "pressure" {
    unit  = "hPa"
    value = constant(1013.25)
  }

  sensor "switch_status" {
    value = switch("8760h", "1ns") # off for a nanosecond a year
  }

  sensor "current" {
    unit  = "A"
    value = constant(2.5)
  }

  device_info {
    firmware        = "1.2.3"
    battery         = 85
    signal_strength = -45
  }
}

building "A栋" {
  floor {
    number = 3
    room "301" {
      devices "IOT-SENSOR-V2" {
        count = 1
        id    = "device_{n:03}"
      }
    }
  }
}

phase "run" { duration = "10ms" }

sink "kafka" { partitions = 1 }
