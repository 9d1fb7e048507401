scenario "s" {}

variable "n" {
  default = 0
  validation {
    condition = 10 % var.n == 0 # ERROR: Value out of range
    error     = "A divisor of ten, please."
  }
}

locals {
  rest  = 7 % 0              # ERROR: Value out of range
  text  = 7 % "0"            # ERROR: Value out of range
  long  = 7 % (local.one - 1) # ERROR: Value out of range
  share = 7 / 0              # ERROR: Value out of range
  none  = 0 / 0              # ERROR: Value out of range
  one   = 1
  fine  = 7 % 3
}

model "m" {
  interval = "5s"
  sensor "x" { value = normal(0, 1) }
}

devices "m" { count = 5 }
phase "run" { duration = "1m" }
