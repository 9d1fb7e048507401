# A near variable is suggested.

scenario "plant" {}

variable "floors" { default = 5 }

model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
}

building "A" {
  floor {
    room "101" {
      devices "meter" { count = var.floor } # ERROR: Unknown variable
    }
  }
}

phase "run" { duration = "1m" }
