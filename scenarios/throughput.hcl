# Ten thousand devices at a hundred thousand records a second: what the
# generator, the pacer and the brokers hold.

scenario "throughput" {
  description = "10,000 devices, 100,000 records a second, for one minute."
  seed        = 1
  start       = "2026-03-02T00:00:00Z"
}

variable "rate" {
  type        = string
  default     = "100000/s"
  description = "Records a second of the whole fleet."
}

model "IOT-SENSOR-V2" {
  interval = "1s"

  sensor "temperature" {
    unit   = "°C"
    value  = normal(24, 0.8)
    memory = "10m"
    spread = normal(0, 0.5)
    digits = 1
  }

  sensor "humidity" {
    unit    = "%"
    formula = "62 - 1.8 * (temperature - 24) + noise"
    noise   = normal(0, 1.2)
    clamp   = [0, 100]
    digits  = 1
  }

  sensor "pressure" {
    unit  = "hPa"
    value = normal(1013.25, 3)
  }

  sensor "switch_status" {
    value = switch("45m", "15m")
  }

  sensor "current" {
    unit    = "A"
    formula = "switch_status ? 2.5 + noise : 0.02"
    noise   = normal(0, 0.15)
  }

  device_info {
    firmware        = "1.2.3"
    signal_strength = normal(-58, 6)
  }
}

building "B{n}" {
  count = 2
  floor {
    count = 5
    room "{floor}{n:02}" {
      count = 10
      devices "IOT-SENSOR-V2" {
        count = 100
        id    = "device_{index:05}"
      }
    }
  }
}

phase "load" {
  duration = "1m"
  rate     = var.rate
}

sink "kafka" {
  topic      = "iot.throughput"
  partitions = 12
}
