# Drinking water: the meter of a district and of what it delivers.

model "water_meter" {
  interval = var.meter_interval
  jitter   = "5%"
  tags     = { family = "water", power = "battery" }

  # A district of some 1,500 people, 120 l a day each: 7.5 m³/h on average. What flows at
  # three in the morning is mostly leaks; minimum night flow is how they are found.
  sensor "flow" {
    unit     = "m³/h"
    value    = normal(7.5, 0.4)
    memory   = "20m"
    spread   = uniform(-0.6, 0.6)
    clamp    = [-20, 60] # it sees flow backwards
    digits   = 2
    warning  = [0.5, 20] # backwards, or nothing at all; a burst main
    critical = [0, 30]
    daily {
      points = [-5.5, -5.9, -6, -6, -5.6, -3, 2.5, 7.5, 5, 2.5, 1.2, 1, 2, 1.5, 0.2, 0, 0.5, 2, 4.5, 6, 4, 1, -2, -4.4]
    }
  }

  # Friction in the main goes with the square of the flow: 4.6 bar at rest.
  sensor "pressure" {
    unit     = "bar"
    formula  = "4.6 - 0.0028 * flow * flow + noise"
    noise    = normal(0, 0.04)
    memory   = "10m"
    digits   = 2
    warning  = [2.7, 6] # DVGW W 400-1: 2.0 bar and 0.35 for each of two storeys above
    critical = [1.5, 8] # below, dirt may be sucked in; above, fittings leak
  }

  sensor "temperature" {
    unit     = "°C"
    value    = normal(11, 0.4) # as the ground a metre deep
    memory   = "12h"
    digits   = 1
    warning  = [3, 20]
    critical = [1, 25] # DIN EN 806-2: cold water stays below 25 °C, legionella
    daily {
      amplitude = 0.3
      peak      = "04:00" # it stands in the pipes
    }
  }

  sensor "turbidity" {
    unit     = "NTU"
    value    = lognormal(0.15, 0.3)
    memory   = "30m"
    digits   = 2
    warning  = [0, 1] # WHO: below 1 NTU
    critical = [0, 4] # it can be seen
  }

  sensor "chlorine" {
    unit     = "mg/l"
    value    = normal(0.2, 0.02)
    memory   = "2h"
    spread   = normal(0, 0.01) # it is used up on the way
    digits   = 3
    warning  = [0.1, 0.3] # German drinking water ordinance: at the end of treatment
    critical = [0.05, 0.6]
  }

  # Goes on at the mean of the day: see power_meter's register.
  sensor "volume" {
    unit    = "m³"
    formula = "7.6 * t / 3600"
    spread  = uniform(10000, 900000)
    digits  = 2
  }

  device_info {
    firmware        = "2.2"
    serial          = "8IOT00{index:08}"                        # DIN 43863-5, 8: cold water
    battery         = drain(fixed(uniform(40, 100)), "0.001/h") # a D cell: eleven years
    signal_strength = normal(-104, 6)                           # dBm: NB-IoT in a manhole
  }
}
