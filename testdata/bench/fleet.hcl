# Laid over the shipped factory: its whole fleet from the first moment, without its faults,
# for as long as a measurement takes, and what was measured in `hold` alone.

variable "topic" {
  type    = string
  default = "bench"
}

variable "compression" {
  type    = string
  default = "lz4"
}

variable "warm" {
  type    = string
  default = "3s"
}

variable "hold" {
  type    = string
  default = "8s"
}

phase "ramp" {
  duration = var.warm
  devices  = "100%"
}

phase "steady" { duration = var.hold }

expect "fast" {
  that   = "ack_latency.p99 >= 0"
  during = phase.steady
  settle = "0s"
}

expect "on_time" {
  that   = "lag.p99 >= 0"
  during = phase.steady
}

labels { topic = "${var.topic}.labels" }

sink "kafka" {
  topic       = var.topic
  compression = var.compression
  config      = { "retention.ms" = "-1" }
}
