# A message is not deeper than anybody reads.

scenario "plant" {}

locals {
  deep = [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]
}

model "meter" {
  interval = "5s"
  sensor "power" {
    unit  = "kW"
    value = normal(12, 3)
  }
  device_info { firmware = "1.2.3" }
  payload = {
    a = local.deep # ERROR: Payload too deep
  }
}

devices "meter" { count = 10 }

phase "run" { duration = "1m" }
