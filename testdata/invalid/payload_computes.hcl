# What is computed is a formula.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" {
    unit  = "kW"
    value = normal(12, 3)
  }
  device_info { firmware = "1.2.3" }
  payload = {
    a = sensor.power.value * 2         # ERROR: Payloads do not compute
    b = "${device.id}-x"               # ERROR: Payloads do not compute
    c = upper(info.firmware)           # ERROR: Payloads do not compute
    d = true ? timestamp.ms : 1        # ERROR: Payloads do not compute
    e = [for s in [1] : device.n]      # ERROR: Payloads do not compute
    f = 2 * 3
    (device.id) = 1 # ERROR: Payloads do not compute
  }
}

devices "meter" { count = 10 }

phase "run" { duration = "1m" }
