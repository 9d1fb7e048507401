# A condition names variables only.

scenario "plant" {}

locals {
  most = 50
}

variable "floors" {
  default = 5
  validation {
    condition = var.floors < local.most # ERROR: Variables only
    error     = "Floors, please."
  }
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
