# A count that is not known makes no phase too large.

scenario "plant" {}

locals {
  many = local.lots # ERROR: Unknown local
}

model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
}

building "A" {
  floor {
    room "101" {
      devices "meter" { count = local.many }
    }
  }
}

phase "run" {
  duration = "1m"
  devices  = 500
}
