# A default names nothing else.

scenario "plant" {}

locals {
  a = 1
}

variable "floors" {
  default = local.a # ERROR: Constant expected
}

model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
}

building "A" {
  floor {
    room "101" {
      devices "meter" { count = 10 }
    }
  }
}

phase "run" { duration = "1m" }
