scenario "s" {}

model "m" {
  interval = "5s"
  sensor "x" { value = normal(0, 1) }
}

devices "m" { count = 3 }

fault "f" {
  effect "bais" {}      # ERROR: Unknown effect
  effect "burst_los" {} # ERROR: Unknown effect
  effect "bias" {}      # ERROR: Missing argument
}

phase "run" {
  duration = "1m"
  faults   = [fault.f]
}
