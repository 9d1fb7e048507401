# A reference names what there is.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" {
    unit  = "kW"
    value = normal(12, 3)
  }
  device_info { firmware = "1.2.3" }
  payload = {
    a = sensor.pwoer.value     # ERROR: Unknown sensor
    b = sensor.power.valeu     # ERROR: Unknown name
    c = sensor.power           # ERROR: Incomplete reference
    d = sensor                 # ERROR: Incomplete reference
    e = info.firmwear          # ERROR: Unknown info
    f = info.model             # ERROR: Unknown info
    g = timestamp              # ERROR: Incomplete reference
    h = timestamp.iso          # ERROR: Unknown name
    i = device.seq             # ERROR: Unknown name
    j = device.id.short        # ERROR: Unknown name
    k = sensor[0].value        # ERROR: Unknown name
    l = power                  # ERROR: Unknown name
    m = devcie.id              # ERROR: Unknown name
    n = locl.x                 # ERROR: Unknown name
    o = local.x                # ERROR: Unknown local
    p = sensor["power"].value
  }
}

devices "meter" { count = 10 }

phase "run" { duration = "1m" }
