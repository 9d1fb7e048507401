# Delays add up, and time is an int64 of nanoseconds.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
}

devices "meter" { count = 10 }

fault "f" {
  effect "delay" { by = "366d" }
  effect "delay" { by = "366d" }
  effect "delay" { by = "366d" }
  effect "delay" { by = "366d" }
  effect "delay" { by = "366d" }
  effect "delay" { by = "366d" }
  effect "delay" { by = "366d" }
  effect "delay" { by = "366d" }
  effect "duplicate" { after = "366d" }
  effect "delay" { by = "366d" } # ERROR: Delays too long
  effect "delay" { by = "366d" }
}

phase "run" {
  duration = "1m"
  faults   = [fault.f]
}
