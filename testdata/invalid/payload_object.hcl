# The shape is what stands in the model.

scenario "plant" {}

locals {
  shape = { a = 1 }
}

model "meter" {
  interval = "5s"
  sensor "power" {
    unit  = "kW"
    value = normal(12, 3)
  }
  device_info { firmware = "1.2.3" }
  payload = local.shape # ERROR: Object expected
}

devices "meter" { count = 10 }

phase "run" { duration = "1m" }
