# A variable without default must be set.

scenario "plant" {}

variable "floors" { # ERROR: Variable not set
  type = number
}

model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
}

building "A" {
  floor {
    room "101" {
      devices "meter" { count = var.floors }
    }
  }
}

phase "run" { duration = "1m" }
