# The cold chain: cold stores, freezers, refrigerated trucks.

# A walk-in store for chilled food, with a recorder to EN 12830.
model "cold_store" {
  interval = "1m" # a quarter of an hour does for records; alarms want it sooner
  tags     = { family = "cold", power = "mains" }

  # Open for 40 s at a time, every quarter of an hour.
  sensor "door_open" {
    value = switch("40s", "15m")
  }

  # Each six hours the evaporator's ice is melted off, for twenty minutes. 1: defrosting.
  # Noise that is fixed is a number of the device: its clock, so not all defrost at once.
  sensor "defrost" {
    formula = "(t + noise) / 21600 - floor((t + noise) / 21600) < 1200 / 21600 ? 1 : 0"
    noise   = fixed(uniform(0, 21600))
    digits  = 0
    status  = { on = "value > 0", off = "value == 0" }
  }

  sensor "air_temperature" {
    unit     = "°C"
    formula  = "3 + (door_open ? 1.5 : 0) + 1.5 * defrost + noise"
    noise    = normal(0, 0.35) # the thermostat's hysteresis
    memory   = "8m"            # the compressor's cycle
    spread   = normal(0, 0.3)
    digits   = 1
    warning  = [0.5, 6] # HACCP: meat no more than 7 °C (Regulation 853/2004), a kelvin before
    critical = [-1, 7]  # salad freezes; the law
  }

  # What is inside a crate moves little: hours, and neither door nor defrosting.
  sensor "product_temperature" {
    unit     = "°C"
    value    = normal(3.3, 0.15)
    memory   = "3h"
    spread   = normal(0, 0.2)
    digits   = 1
    warning  = [1, 5]
    critical = [-1, 7]
  }

  # 7 K below the air while it cools, +8 °C when its ice has melted.
  sensor "evaporator_temperature" {
    unit    = "°C"
    formula = "defrost > 0 ? 8 : air_temperature - 7 + noise"
    noise   = normal(0, 0.3)
    digits  = 1
  }

  # The fans and a compressor that runs more for warmer air; 3.5 kW of heaters to defrost.
  sensor "power" {
    unit    = "kW"
    formula = "defrost > 0 ? 3.5 : max(0.3, 1.4 + 0.35 * (air_temperature - 3)) + noise"
    noise   = normal(0, 0.05)
    clamp   = [0, 20]
    digits  = 2
  }

  device_info {
    firmware = "1.8"
    serial   = "CS-{index:05}"
  }
}

# For deep-frozen food. It differs from cold_store in what is written here; evaporator and
# door stay as they are.
model "freezer" {
  extends = model.cold_store
  tags    = { family = "cold", power = "mains" }

  sensor "air_temperature" {
    formula  = "-21 + (door_open ? 2 : 0) + 2 * defrost + noise"
    warning  = [-30, -18] # Directive 89/108/EEC: -18 °C or colder
    critical = [-35, -15] # … with three kelvin upwards for short
  }

  sensor "product_temperature" {
    value    = normal(-20.6, 0.15)
    warning  = [-30, -18]
    critical = [-35, -15]
  }

  sensor "power" {
    formula = "defrost > 0 ? 5.5 : max(0.5, 3.1 + 0.5 * (air_temperature + 21)) + noise"
  }
}

# A semi-trailer with its own refrigeration, on the road (ATP class C).
model "reefer" {
  interval = "2m"
  jitter   = "10%"
  tags     = { family = "truck", power = "vehicle" }

  # 4.5 hours and a break of 45 minutes: Regulation (EC) 561/2006, article 7.
  sensor "driving" {
    value = switch("4h30m", "45m")
  }

  # A lorry's limiter is set to 90 km/h; towns and ramps are slower.
  sensor "speed" {
    unit    = "km/h"
    formula = "driving ? 78 + noise : 0"
    noise   = normal(0, 7)
    memory  = "10m"
    clamp   = [0, 90]
    digits  = 0
  }

  # Some twenty kilometres an hour of a wandering way, within Germany. A walk knows of no
  # other sensor, so it goes on through the breaks.
  sensor "latitude" {
    unit   = "°"
    value  = walk(50.4, 0.006)
    clamp  = [47.8, 54.6]
    spread = normal(0, 0.6)
    digits = 5
  }

  sensor "longitude" {
    unit   = "°"
    value  = walk(10.2, 0.009)
    clamp  = [6.5, 14.4]
    spread = normal(0, 1)
    digits = 5
  }

  sensor "door_open" {
    value = switch("6m", "2h30m") # a delivery
  }

  sensor "outside_temperature" {
    unit   = "°C"
    value  = normal(17, 1.5)
    memory = "4h"
    digits = 1
    daily {
      amplitude = 6
      peak      = "15:00"
    }
  }

  # Set to -21 °C. An open door lets a tenth of the difference in.
  sensor "supply_temperature" {
    unit    = "°C"
    formula = "-24 + (door_open ? 2 : 0) + noise"
    noise   = normal(0, 0.5)
    memory  = "10m"
    digits  = 1
  }

  sensor "return_temperature" {
    unit     = "°C"
    formula  = "-21 + (door_open ? 0.1 * (outside_temperature + 21) : 0) + noise"
    noise    = normal(0, 0.4)
    memory   = "10m"
    spread   = normal(0, 0.4)
    digits   = 1
    warning  = [-30, -18]
    critical = [-35, -15]
  }

  # Heat through 150 m² of wall at 0.4 W/(m² K), through the door, and of its own fans.
  sensor "cooling_power" {
    unit    = "kW"
    formula = "0.6 + 0.06 * (outside_temperature - return_temperature) + (door_open ? 4 : 0) + noise"
    noise   = normal(0, 0.15)
    memory  = "6m"
    digits  = 2
  }

  # 240 l, and 2.2 l/h at that power. It is filled at the depot every third day, which is
  # another day for each truck.
  sensor "fuel" {
    unit     = "%"
    formula  = "96 - 0.9 * 72 * ((t + noise) / 259200 - floor((t + noise) / 259200))"
    noise    = fixed(uniform(0, 259200))
    digits   = 1
    warning  = [20, 100]
    critical = [10, 100]
  }

  device_info {
    firmware        = "9.2.1"
    unit            = "RU-{index:04}"
    battery         = drain(100, "0.05/h") # of the tracker: it is charged at the depot
    signal_strength = normal(-88, 10)      # dBm: LTE along a motorway
  }
}
