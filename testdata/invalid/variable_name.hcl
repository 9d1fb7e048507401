# A name that var. can stand before.

scenario "plant" {}

variable "a b" { default = 1 } # ERROR: Invalid name

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
