# A reference in quotes is a text.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" {
    unit  = "kW"
    value = normal(12, 3)
  }
  device_info { firmware = "1.2.3" }
  payload = {
    a = "sensor.power.value" # WARNING: Reference in quotes
    b = "device.id"          # WARNING: Reference in quotes
    c = "sensor.power.value is meant"
    d = "device"
  }
}

devices "meter" { count = 10 }

phase "run" { duration = "1m" }
