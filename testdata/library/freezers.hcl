scenario "freezers" {
  description = "Forty freezers; the compressors of three give up."
  seed        = 7
  start       = "2026-03-02T06:00:00Z"
}

model "freezer" {
  interval = "30s"
  sensor "temperature" {
    unit   = "°C"
    value  = normal(-21, 0.4)
    memory = "10m"
    digits = 1
  }
}

building "depot" {
  room "cold" {
    devices "freezer" { count = 40 }
  }
}

fault "compressor" {
  count = 3
  after = uniform("0s", "5m")
  effect "bias" {
    sensor = "temperature"
    add    = 15
    grow   = "20m" # it thaws slowly
  }
}

phase "night" { duration = "10m" }

phase "thaw" {
  duration = "40m"
  faults   = [fault.compressor]
}

labels { topic = "truth" }
