# What takes a device as a whole has a begin and an end.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
}

devices "meter" { count = 10 }

fault "night" {
  when = "hour >= 22 || hour < 6"
  effect "offline" {} # ERROR: Effect cannot come and go
  effect "drop" {}
  effect "interval" { factor = 3 } # ERROR: Effect cannot come and go
}

fault "unquoted" {
  when = 1 > 0 # ERROR: Quotes needed
  effect "drop" {}
}

phase "run" {
  duration = "1m"
  faults   = [fault.night, fault.unquoted]
}
