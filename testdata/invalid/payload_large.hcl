# Locals multiply what is written.

scenario "plant" {}

locals {
  many = range(10000)
}

model "meter" {
  interval = "5s"
  sensor "power" {
    unit  = "kW"
    value = normal(12, 3)
  }
  device_info { firmware = "1.2.3" }
  payload = {
    k00 = local.many
    k01 = local.many
    k02 = local.many
    k03 = local.many
    k04 = local.many
    k05 = local.many
    k06 = local.many
    k07 = local.many
    k08 = local.many
    k09 = local.many # ERROR: Payload too large
    k10 = local.many
    k11 = local.many
  }
}

devices "meter" { count = 10 }

phase "run" { duration = "1m" }
