# Names are texts, each once.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" {
    unit  = "kW"
    value = normal(12, 3)
  }
  device_info { firmware = "1.2.3" }
  payload = {
    v   = 1
    "v" = 2 # ERROR: Duplicate name
    (1) = 3 # ERROR: Name expected
    w = {
      a = 1
      a = 2 # ERROR: Duplicate name
    }
  }
}

devices "meter" { count = 10 }

phase "run" { duration = "1m" }
