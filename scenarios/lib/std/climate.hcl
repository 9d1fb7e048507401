# Rooms: climate, air quality, occupancy.

locals {
  # Points of a weekly block: what an hour of the week adds, from Monday's midnight on.
  # An office: people come from seven on, some leave for lunch, most are gone at six.
  present_day = [0, 0, 0, 0, 0, 0, 0, 0.15, 0.6, 0.9, 1, 1, 0.65, 0.7, 0.95, 1, 0.85, 0.5, 0.15, 0.05, 0, 0, 0, 0]
  absent_day  = [for share in local.present_day : 0]
  friday      = [for share in local.present_day : 0.8 * share]
  office_week = flatten([
    local.present_day, local.present_day, local.present_day, local.present_day, local.friday, # Monday to Friday
    local.absent_day, local.absent_day,
  ])
}

model "climate" {
  interval = var.interval
  tags     = { family = "room", power = "mains" }

  sensor "temperature" {
    unit     = "°C"
    value    = normal(var.setpoint, 0.25) # the hysteresis of a thermostatic valve, ±0.5 K
    memory   = "20m"                      # a room follows its heating within some ten minutes
    spread   = normal(0, 0.4)             # sun, draught and the place on the wall differ
    clamp    = [-40, 85]                  # the range of its electronics
    digits   = 1
    warning  = [19, 26] # ASR A3.5: at least 19 °C for light work on foot; above 26 °C something is to be done
    critical = [16, 30] # ASR A3.5: above 30 °C it must be

    daily {
      amplitude = 0.6 # the sun and people warm a room by about a kelvin
      peak      = "15:30"
    }
  }

  # The air keeps its water when it is warmed: near 21 °C saturation rises by 6.1 % a
  # kelvin (Magnus), so 45 % fall by 2.7 points.
  sensor "humidity" {
    unit     = "%"
    formula  = "45 - 2.7 * (temperature - 21) + noise"
    noise    = normal(0, 4) # weather and people bring water
    memory   = "4h"
    clamp    = [0, 100]
    digits   = 1
    warning  = [30, 65] # drier: irritated eyes; moister: mould behind furniture (DIN 4108-2)
    critical = [20, 80] # mould grows on any surface above 80 %
  }

  # Felt temperature. Below 27 °C the US weather service's simple mean with Steadman's
  # table, above it Rothfusz' regression, both in °C.
  sensor "heat_index" {
    unit    = "°C"
    formula = "temperature < 27 ? 1.1 * temperature + 0.026 * humidity - 3.94 : -8.784695 + 1.61139411 * temperature + 2.338549 * humidity - 0.14611605 * temperature * humidity - 0.012308094 * temperature * temperature - 0.016424828 * humidity * humidity + 0.002211732 * temperature * temperature * humidity + 0.00072546 * temperature * humidity * humidity - 0.000003582 * temperature * temperature * humidity * humidity"
    digits  = 1
    status = { # the steps of the same service; the first that holds is said
      danger          = "value >= 41"
      extreme_caution = "value >= 32"
      caution         = "value >= 27"
    }
  }

  device_info {
    firmware        = "2.4.1"
    serial          = "CL-{index:06}"
    signal_strength = normal(-61, 5) # dBm: Wi-Fi inside a building
  }
}

# extends keeps all of climate and adds what people bring into a room.
model "air_quality" {
  extends = model.climate
  tags    = { family = "air", power = "mains" }

  # How much its infrared eye sees move. It is below zero where nobody is, so that the
  # clamp says 0 all night, and no two rooms are equally full.
  sensor "activity" {
    unit   = "%"
    value  = normal(-30, 10)
    memory = "40m" # a meeting
    spread = normal(0, 8)
    clamp  = [0, 100]
    digits = 0
    weekly { points = [for share in local.office_week : 95 * share] }
  }

  # 425 ppm outdoors (NOAA, 2024) and what people breathe out: 20 l/h each against a
  # ventilation of 30 m³/h each end at 425 + 20/30 · 1000 ≈ 1090 ppm when all are there.
  # Formulas read what is before the clamp, hence max(0, …).
  sensor "co2" {
    unit     = "ppm"
    formula  = "430 + 6.6 * max(0, activity) + noise"
    noise    = normal(0, 15)
    memory   = "25m" # the air of a room is changed about twice an hour
    spread   = normal(0, 15)
    clamp    = [350, 5000] # the range of an infrared cell
    digits   = 0
    warning  = [380, 1000] # German environment agency: up to 1000 ppm harmless
    critical = [360, 2000] # … above 2000 ppm unacceptable
  }

  # What people and their work give off comes and goes with their CO2.
  sensor "tvoc" {
    unit     = "mg/m³"
    formula  = "0.08 + 0.00025 * max(0, co2 - 425) + noise"
    noise    = exponential(0.04) # a marker pen, a cleaner's cart
    memory   = "15m"
    digits   = 3
    warning  = [0, 1] # German environment agency, step 3: noticeable
    critical = [0, 3] # step 4: only for hours
  }

  sensor "pm2_5" {
    unit     = "µg/m³"
    value    = lognormal(7, 0.45) # a European city: 5 … 15, a street or a stove sometimes more
    memory   = "3h"               # dust follows the weather
    clamp    = [0, 1000]
    digits   = 1
    warning  = [0, 15] # WHO 2021: the mean of a day
    critical = [0, 50] # European air quality index: very poor
  }
}

model "occupancy" {
  interval = var.battery_interval
  jitter   = "10%" # its clock is a cheap crystal, and its radio waits for a free channel
  tags     = { family = "presence", power = "battery" }

  # A room for up to twelve: about four at the best of times, none at night. The clamp
  # cuts what would be below zero.
  sensor "people" {
    value  = poisson(4) # people come independently of each other
    memory = "30m"      # and stay for a meeting
    clamp  = [0, 12]
    digits = 0
    weekly { points = [for share in local.office_week : share == 0 ? -14 : 6 * share - 6] }
    status = {
      empty = "value < 1"
      full  = "value >= 10"
    }
  }

  # EN 12464-1: 500 lx on a desk. The lamps burn where somebody is; the sun, through a
  # window, adds its height (6 to 18 o'clock, a parabola) in a bright room.
  sensor "illuminance" {
    unit    = "lx"
    formula = "(people >= 0.5 ? 500 : 0) + max(0, 320 - 9 * (hour - 12.5) * (hour - 12.5)) + noise"
    noise   = normal(3, 1)
    clamp   = [0, 20000]
    digits  = 0
  }

  device_info {
    firmware        = "1.0.9"
    battery         = drain(fixed(uniform(35, 100)), "0.003/h") # two lithium cells: four years
    signal_strength = normal(-84, 6)                            # dBm: 868 MHz through two ceilings
  }
}
