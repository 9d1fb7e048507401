# What the monitors of the test look at: three phases and a fault in less than a
# minute, an expectation that nothing meets, and a night that ends with the broker.
scenario "watched" { start = "2026-03-02T06:00:00Z" }

model "meter" {
  interval = "500ms"
  sensor "power" {
    value = normal(50, 5)
    unit  = "kW"
  }
}

devices "meter" { count = 1000 }

fault "noisy_line" {
  probability = 0.3
  effect "drop" { share = "50%" }
}

phase "ramp" {
  duration = "15s"
  devices  = ramp("10%", "100%")
}

phase "steady" { duration = "15s" }

phase "storm" {
  duration = "15s"
  rate     = 2
  faults   = [fault.noisy_line]
}

phase "night" { duration = "1h" }

expect "nothing_lost" { that = "failed == 0" }
expect "instant" { that = "ack_latency.p99 < 0.001" }

labels { topic = "watched.labels" }

sink "kafka" {
  topic      = "watched"
  partitions = 6
}
