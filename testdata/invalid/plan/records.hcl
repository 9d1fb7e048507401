# More readings than anybody could send.

scenario "plant" {} # ERROR: Too many records

model "meter" {
  interval = "100ms"
  sensor "power" { value = normal(12, 3) }
  sensor "open" { value = switch("1m", "1m") }
}

devices "meter" { count = 1000000 }

phase "run" {
  duration = "3650d"
  rate     = 9
}

sink "kafka" { partitions = 1 }
