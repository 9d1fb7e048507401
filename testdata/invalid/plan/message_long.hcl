# A topic takes a mebibyte, unless somebody has changed that.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
}

devices "meter" { count = 10 }

fault "f" {
  effect "oversize" { size = 1048577 } # WARNING: Message exceeds Kafka's usual limit
}

phase "run" {
  duration = "1m"
  faults   = [fault.f]
}

sink "kafka" {
  partitions = 1
}
