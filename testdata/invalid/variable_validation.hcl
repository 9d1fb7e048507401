# The condition speaks for itself.

scenario "plant" {}

variable "floors" {
  type    = number
  default = 99 # ERROR: Invalid value for variable
  validation {
    condition = var.floors <= 50
    error     = "At most 50 floors, please; ${var.floors} was given."
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
