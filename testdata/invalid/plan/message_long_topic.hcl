# The topic is made for shorter messages.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
}

devices "meter" { count = 10 }

fault "f" {
  effect "oversize" { size = 1048577 } # ERROR: Message exceeds the topic's limit
}

phase "run" {
  duration = "1m"
  faults   = [fault.f]
}

sink "kafka" {
  partitions = 1
  config     = { "max.message.bytes" = "1048588" }
}
