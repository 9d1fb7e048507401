# Devices of one place have things in common: the weather of a building, the
# heating of a floor, the people of a room.

scenario "zones" {
  seed     = 11
  start    = "2026-03-02T00:00:00+01:00" # a Monday
  timezone = "Europe/Berlin"
}

model "climate" {
  interval = "5m"

  sensor "temperature" {
    unit   = "°C"
    value  = normal(21, 0.1) # what each device has for itself
    memory = "10m"
    spread = normal(0, 0.2)
    digits = 3

    zone "room" {
      value  = normal(0, 0.8) # and what its room does to all of them
      memory = "2h"
      spread = normal(0, fixed(uniform(0.5, 1)))
    }

    zone "building" {
      value  = lognormal(1, 0.3)
      memory = "1d"
    }

    daily {
      amplitude = normal(2, 0.5) # rooms with large windows
      peak      = "14:00"
      shift     = normal("0s", "1h")
      scope     = "room"
    }
  }

  sensor "humidity" {
    unit    = "%"
    formula = "60 - 2 * (temperature - 21) + noise"
    noise   = normal(0, 1)
    clamp   = [0, 100]
    zone "floor" { spread = normal(0, 3) }
    weekly {
      points = { "Mon" = 2, "Sat" = -2 }
      shift  = uniform("0s", "12h") # each device for itself
    }
  }

  sensor "people" {
    value  = constant(0)
    clamp  = [0, 50]
    digits = 0
    zone "room" {
      value  = poisson(5)
      memory = "30m"
    }
  }
}

model "fine_climate" {
  extends = model.climate
  sensor "temperature" {
    value = normal(21, 0.02)
    zone "room" {
      memory = "2h" # as the other's: they share it
    }
  }
}

building "{key}" {
  for_each = toset(["A", "B"])
  floor {
    count = 2
    room "{floor}{n:02}" {
      count = 2
      devices "climate" { count = 3 }
      devices "fine_climate" { count = 1 }
    }
  }
}

devices "climate" { count = 2 } # in no building: these two share what is nobody's

fault "bumped" {
  scope       = "room"
  probability = "50%"
  after       = "6h"
  effect "stuck" { sensor = "temperature" }
}

labels { topic = "zones.labels" }

phase "run" {
  duration = "1d"
  faults   = [fault.bumped]
}
