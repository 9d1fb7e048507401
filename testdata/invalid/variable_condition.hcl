# A condition is true or false.

scenario "plant" {}

variable "floors" {
  default = 5
  validation {
    condition = var.floors # ERROR: Bool expected
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
