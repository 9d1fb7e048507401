# Expectations with all that they may have.

scenario "expect" { start = "2026-03-02T06:00:00Z" }

variable "limit" { default = 250 }

model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
}

building "A" {
  room "101" {
    devices "meter" { count = 10 }
  }
}

phase "ramp" { duration = "10s" }

phase "run" { duration = "1m" }

expect "whole" { that = "failed == 0 && unknown == 0 || acked / sent >= 0.999" }

expect "settled" {
  that   = "lag.p50 <= lag.p95 && lag.p99 < 100 && lag.max < 5 * var.limit"
  settle = "30s"
}

expect "one" {
  that   = "ack_latency.p50 < 50 and max(ack_latency.p95, ack_latency.p99, ack_latency.mean) < var.limit and ack_latency.max < 1e3"
  during = phase.run
  settle = "10s"
  abort  = true
}

expect "several" {
  that   = "rate > 0.9 * devices / 5"
  during = [phase.run, phase.ramp]
}
