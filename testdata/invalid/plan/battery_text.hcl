# What a battery loses is a number.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
  device_info {
    battery = "full"
  }
}

devices "meter" { count = 10 }

fault "f" {
  effect "battery" { level = 5 } # ERROR: Battery is not a number
}

phase "run" {
  duration = "1m"
  faults   = [fault.f]
}

sink "kafka" {
  partitions = 1
}
