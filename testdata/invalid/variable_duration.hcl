# A duration has a unit, in a default as well.

scenario "plant" {}

variable "interval" {
  type    = duration
  default = "30" # ERROR: Invalid value for variable
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
