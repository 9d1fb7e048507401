# A verdict is known by its name.

scenario "plant" {}

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

phase "ramp" { duration = "10s" }

phase "run" { duration = "1m" }

expect "fast" { that = "lag.p99 < 100" }

expect "fast" { that = "ack_latency.p99 < 250" } # ERROR: Duplicate expect
