# Every way to say what a sensor measures.

scenario "signals" {
  seed     = 7
  start    = "2026-03-02T06:00:00+01:00" # a Monday
  timezone = "Europe/Berlin"
}

locals {
  limit    = 68
  measured = "readings.csv"
}

model "boiler" {
  interval = "10s"

  sensor "temperature" {
    unit     = "°C"
    value    = replay(local.measured, "temperature") # again and again
    spread   = normal(0, 0.5)
    digits   = 1
    warning  = [60, 72]
    critical = [50, 80]
    status = {
      idle      = "value < 60 && hour >= 22"
      "too hot" = "value > local.limit"
      "warm up" = "t < 60"
    }
  }

  sensor "flow" {
    unit  = "l/s"
    value = replay("readings.csv", "flow", "clamp", "hold")
  }

  sensor "level" {
    unit  = "%"
    value = walk(55, 0.5)
    clamp = [5, 95]
    status = {
      refill = "value < 20 || flow > 2 && value < 30"
    }
  }

  sensor "wind" {
    unit   = "m/s"
    value  = weibull(7, 2)
    memory = "5m"
  }

  sensor "visitors" {
    value  = poisson(12)
    memory = "20m"
    digits = 0
    weekly {
      points = { "Mon 06:00" = 2, "Wed 12:00" = 9, "Sat" = -4, "Sunday 23:59:59" = -4 }
    }
  }

  sensor "births" {
    value  = poisson(fixed(uniform(1, 5)))
    digits = 0
  }

  sensor "mode" {
    value  = choice({ eco = 0.7, boost = 0.2, off = 0.1 })
    memory = "30m"
    status = {
      resting = "value == 'off'"
      trouble = "value == 'boost' && level < 40"
    }
  }

  sensor "pump" {
    value = switch("5m", "2m")
    status = {
      straining = "value && level < 40"
    }
  }

  sensor "load" {
    unit    = "kW"
    formula = "2 + noise + (pump ? 1 : 0)"
    noise   = weibull(0.4, 1.5)
    memory  = "2m"
    daily {
      points = [0, 0, 0, 0, 0, 0.5, 2, 3, 2.5, 2, 2, 2, 2.5, 2, 2, 2, 2.5, 3, 3, 2, 1, 0.5, 0, 0]
    }
    weekly {
      amplitude = 0.5
      peak      = "Wednesday 12:00"
    }
    drift {
      rate = "+0.1/m"
      max  = 0.3
    }
    step {
      at  = "4m"
      add = -1.5
    }
    step {
      at  = "2m"
      add = 1
    }
  }

  device_info {
    battery = drain(100, "0.4/h")
    inlet   = replay("readings.csv", "temperature")
    wear    = fixed(weibull(900, 3))
    errors  = poisson(0.2)
  }
}

building "A" {
  floor {
    room "101" {
      devices "boiler" { count = 5 }
    }
  }
}

fault "seizure" {
  probability = "80%"
  after       = weibull("2m", 1.5)
  effect "bias" {
    sensor = "temperature"
    add    = 5
  }
}

phase "run" {
  duration = "5m"
  faults   = [fault.seizure]
}
