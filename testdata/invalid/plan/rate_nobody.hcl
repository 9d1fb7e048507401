# A total that nobody shares.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
  sensor "open" { value = switch("1m", "1m") }
}

devices "meter" { count = 10 }

phase "run" {
  duration = "1m"
  devices  = 0
  rate     = "10/s" # ERROR: No device to share the rate
}

sink "kafka" { partitions = 1 }
