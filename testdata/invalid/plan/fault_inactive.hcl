# A fault that no phase lists.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
  sensor "open" { value = switch("1m", "1m") }
}

devices "meter" { count = 10 }

fault "lost" { # WARNING: Fault is never active
  effect "drop" {}
}

phase "run" { duration = "1m" }

sink "kafka" { partitions = 1 }
