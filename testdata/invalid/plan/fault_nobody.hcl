# A fault that selects nobody.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
  sensor "open" { value = switch("1m", "1m") }
}

devices "meter" { count = 10 }

fault "lost" {
  where = "device.n > 10" # WARNING: Fault selects no device
  effect "drop" {}
}

phase "run" {
  duration = "1m"
  faults   = [fault.lost]
}

sink "kafka" { partitions = 1 }
