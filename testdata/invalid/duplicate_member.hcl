scenario "s" {}

locals {
  odds = { low = 1, high = 2, "low" = 3 } # ERROR: Duplicate name
  made = { for n in [1, 2] : "room" => n } # ERROR: Duplicate object key
  keys = { (var.k) = 1, k = 2 }
}

variable "k" { default = "k" }

model "m" {
  interval = "5s"
  sensor "x" { value = choice({ a = 0.1, b = 0.5, a = 0.9 }) } # ERROR: Duplicate name
}

devices "m" { count = 3 }
phase "run" { duration = "1m" }
sink "kafka" {
  headers = {
    "site" = "a"
    site   = "b" # ERROR: Duplicate name
  }
  config = { "retention.ms" = "1", "retention.ms" = "2" } # ERROR: Duplicate name
}
