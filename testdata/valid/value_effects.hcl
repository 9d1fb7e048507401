# Every effect on values, on every kind of sensor that it fits, coming and going.

scenario "values" {
  seed  = 7
  start = "2026-03-02T06:00:00Z"
}

model "cooler" {
  interval = "2s"
  sensor "inlet" {
    unit     = "°C"
    value    = normal(6, 0.5)
    memory   = "1m"
    spread   = normal(0, 0.2)
    clamp    = [-10, 40]
    digits   = 1
    warning  = [2, 9]
    critical = [0, 12]
  }
  sensor "outlet" {
    unit     = "°C"
    formula  = "inlet + 6 + noise"
    noise    = normal(0, 0.2)
    warning  = [8, 16]
    critical = [6, 20]
  }
  sensor "pressure" {
    unit   = "bar"
    value  = walk(4, 0.02)
    clamp  = [2, 6]
    digits = 3
  }
  sensor "load" {
    value   = replay("readings.csv", "temperature")
    warning = [0, 50]
  }
  sensor "fan" { value = switch("20s", "20s") }
  sensor "pump" { value = switch("1m", "10s") }
  sensor "mode" { value = choice({ "eco" = 0.7, "boost" = 0.3 }) }
  sensor "wish" { value = choice({ "as before" = 0.9, "boost" = 0.1 }) }
}

building "A" {
  floor {
    count = 2
    room "{floor}{n:02}" {
      count = 3
      devices "cooler" { count = 5 }
    }
    devices "cooler" {
      count = 2 # in no room
      id    = "hall-{index}"
    }
  }
}

fault "aging" {
  probability = "30%"
  after       = uniform("0s", "20s")
  effect "drift" {
    sensor = "pressure"
    rate   = "-90/h"
    max    = 1.5
  }
  effect "gain" {
    sensor  = "inlet"
    factor  = 1.2
    grow    = "20s"
    recover = "30s"
    shape   = "exponential"
  }
}

fault "heat" {
  scope = "room"
  count = 2
  after = uniform("0s", "10s")
  lasts = uniform("5s", "20s")
  effect "bias" {
    sensor  = "inlet"
    add     = 5
    grow    = "10s"
    recover = "40s"
  }
}

fault "weather" {
  where       = "device.n != 2"
  scope       = "floor"
  probability = "60%"
  repeat      = "25s"
  after       = exponential("8s")
  lasts       = exponential("10s")
  effect "noise" {
    sensor  = "outlet"
    value   = normal(0, 1)
    grow    = "5s"
    recover = "35s"
  }
  effect "clip" {
    sensor = "load"
    limits = [0, 60]
  }
  effect "quantize" {
    sensor = "outlet"
    step   = 0.5
    share  = "50%"
  }
}

fault "wiring" {
  when        = "t - floor(t / 20) * 20 < 15" # a loose contact
  probability = "40%"
  repeat      = "40s"
  after       = uniform("0s", "10s")
  lasts       = "15s"
  effect "swap" {
    sensors = ["inlet", "outlet"]
    share   = "80%"
  }
  effect "swap" { sensors = ["fan", "pump"] }
  effect "swap" { sensors = ["mode", "wish"] }
  effect "spike" {
    sensor = "load"
    value  = uniform(20, 30)
    share  = "10%"
  }
}

fault "broken" {
  probability = "40%"
  repeat      = "30s"
  after       = exponential("10s")
  lasts       = exponential("6s")
  effect "stuck" {
    sensor  = "inlet"
    grow    = "3s"
    recover = "4s"
    shape   = "linear"
  }
  effect "stuck" { sensor = "fan" }
  effect "stuck" { sensor = "mode" }
  effect "stuck" {
    sensor = "pressure"
    at     = 12.25
  }
  effect "sentinel" {
    sensor = "outlet"
    value  = -127
    share  = "30%"
  }
  effect "sentinel" {
    sensor = "wish"
    value  = null
    share  = "20%"
  }
}

fault "lines" {
  probability = "30%"
  effect "drop" { share = "5%" }
  effect "delay" {
    by    = uniform("0s", "3s")
    share = "20%"
  }
  effect "duplicate" { share = "5%" }
}

phase "calm" { duration = "10s" }

phase "one" {
  duration = "1m"
  faults   = [fault.aging, fault.heat, fault.weather, fault.wiring, fault.broken, fault.lines]
}

phase "between" {
  duration = "20s"
  faults   = [fault.lines]
}

phase "two" {
  duration = "1m"
  rate     = 2
  faults   = [fault.heat, fault.weather, fault.broken]
}

sink "kafka" { partitions = 3 }

labels { topic = "iot.device.labels" }
