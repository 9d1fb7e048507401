scenario "s" {}

variable "number" {
  default   = 12345
  sensitive = true # ERROR: Sensitive values are texts
}
variable "short" {
  default   = "abc" # ERROR: Sensitive text too short
  sensitive = true
}
variable "empty" {
  default   = ""
  sensitive = true
}
variable "secret" {
  type      = string
  default   = "4096"
  sensitive = true
}
locals {
  number = tonumber(var.secret)
}

model "m" {
  interval = "${var.secret}s" # ERROR: Sensitive value
  sensor "x" {
    value  = normal(local.number, 1) # ERROR: Sensitive value
    digits = var.secret == "5" ? 1 : 2 # ERROR: Sensitive value
  }
}
room "{key}" {
  for_each = [var.secret] # ERROR: Sensitive value
  devices "m" {}
}
devices "m" {
  count = var.secret == "4096" ? 2 : 3 # ERROR: Sensitive value
}
phase "run" { duration = "1m" }
sink "kafka" {
  topic = "iot-${var.secret}" # ERROR: Sensitive value
}
sink "kafka" {
  topic   = "other"
  brokers = ["${var.secret}.example:9092"] # ERROR: Sensitive value
}
labels { topic = "labels-${upper("${var.secret}x")}" } # ERROR: Sensitive value
