# Variables have names of their own.

scenario "plant" {}

variable "a" { default = 1 }

variable "a" { default = 2 } # ERROR: Duplicate variable

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
