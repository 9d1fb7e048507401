# More devices than stand in the buildings.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
  sensor "open" { value = switch("1m", "1m") }
}

devices "meter" { count = 10 }

phase "run" {
  duration = "1m"
  devices  = 11 # ERROR: More devices than exist
}

sink "kafka" { partitions = 1 }
