# The default fits the type.

scenario "plant" {}

variable "floors" {
  type    = number
  default = "many" # ERROR: Invalid value for variable
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
