# Limits with an open end: what is only ever too much, or too little.

scenario "limits" { start = "2026-03-02T06:00:00Z" }

model "tank" {
  interval = "1s"
  sensor "level" {
    unit     = "m"
    value    = normal(4, 1)
    clamp    = [0, null]
    warning  = [null, 4.5]
    critical = [null, 5.5]
  }
  sensor "pressure" {
    unit     = "bar"
    formula  = "level * 0.1 + 2"
    clamp    = [null, 2.6]
    warning  = [2.3, null]
    critical = [2.2, null]
  }
}

devices "tank" { count = 3 }

fault "saturated" {
  effect "clip" {
    sensor = "level"
    limits = [null, 4]
  }
}

phase "good" { duration = "1m" }

phase "bad" {
  duration = "1m"
  faults   = [fault.saturated]
}

labels { topic = "truth" }
