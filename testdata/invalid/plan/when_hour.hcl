# What lies in which hour is known when the start is.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
}

devices "meter" { count = 10 }

fault "night" {
  when = "hour >= 22" # WARNING: Hour is not known yet
  effect "drop" {}
}

fault "first" {
  when = "t < 30"
  effect "drop" {}
}

phase "run" {
  duration = "1m"
  faults   = [fault.night, fault.first]
}

sink "kafka" { partitions = 1 }
