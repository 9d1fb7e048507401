# A fault of every other millisecond is told of too often; without labels it is not.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
  sensor "open" { value = switch("1m", "1m") }
}

devices "meter" { count = 100 }

fault "flicker" { # ERROR: Fault repeats too often
  lasts  = "1ms"
  repeat = "2ms"
  effect "drop" {}
}

phase "run" {
  duration = "30d"
  faults   = [fault.flicker]
}

sink "kafka" { partitions = 1 }

labels { topic = "truth" }
