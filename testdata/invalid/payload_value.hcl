# What a message can hold.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" {
    unit  = "kW"
    value = normal(12, 3)
  }
  device_info { firmware = "1.2.3" }
  payload = {
    a = normal(1, 2)  # ERROR: Unfit value
    b = model.meter   # ERROR: Unfit value
    c = "{key}"       # ERROR: Unknown pattern field
    d = "{n:3}"       # ERROR: Invalid pattern width
    e = 1e300         # ERROR: Number out of range
    f = [1, ramp(0, 1)] # ERROR: Unfit value
  }
}

devices "meter" { count = 10 }

phase "run" { duration = "1m" }
