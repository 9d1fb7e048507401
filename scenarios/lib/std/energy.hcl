# Electricity: power meters, household meters, solar inverters, wind turbines.

locals {
  # The height of the sun at 50° north, as irradiance on the ground under a clear sky:
  # 1050 W/m² · (sin φ sin δ + cos φ cos δ cos h), with δ = -23.4°, 0° and 23.4°. What is
  # below zero is night. The terms are a constant and a cosine of the day.
  sun = {
    winter  = { base = -319, swing = 619, air = 1, warming = 2.5 }
    equinox = { base = 0, swing = 675, air = 10, warming = 4.5 }
    summer  = { base = 319, swing = 619, air = 20, warming = 6 }
  }
}

# A power meter in three-phase distribution, class 1 (IEC 62053-21).
model "power_meter" {
  interval = var.interval
  tags     = { family = "distribution", power = "mains" }

  sensor "voltage_l1" {
    unit     = "V"
    value    = normal(230, 1.2)
    memory   = "10m"          # tap changers and neighbours
    spread   = normal(0, 1.5) # nearer to the transformer, or further away
    digits   = 1
    warning  = [207, 253]     # EN 50160: 230 V ± 10 %
    critical = [195.5, 264.5] # EN 50160: never below -15 %; +15 % as well
  }

  sensor "voltage_l2" {
    unit     = "V"
    value    = normal(230, 1.2)
    memory   = "10m"
    spread   = normal(0, 1.5)
    digits   = 1
    warning  = [207, 253]
    critical = [195.5, 264.5]
  }

  sensor "voltage_l3" {
    unit     = "V"
    value    = normal(230, 1.2)
    memory   = "10m"
    spread   = normal(0, 1.5)
    digits   = 1
    warning  = [207, 253]
    critical = [195.5, 264.5]
  }

  # One for all of a continent: a swing made of nothing but t is shared by all devices. It
  # is some 20 mHz, and most of it comes with each hour, when power stations change their
  # output. Noise is the meter's own error.
  sensor "frequency" {
    unit     = "Hz"
    formula  = "50 + 0.08 * (abs(t / 3600 - floor(t / 3600) - 0.5) - 0.25) + 0.06 * (abs(t / 1130 - floor(t / 1130) - 0.5) - 0.25) + 0.04 * (abs(t / 170 - floor(t / 170) - 0.5) - 0.25) + noise"
    noise    = normal(0, 0.001)
    digits   = 3
    warning  = [49.9, 50.1] # half of the primary control is used
    critical = [49.8, 50.2] # ENTSO-E: all of it is
  }

  # Load of its connection, on the working day of a business.
  sensor "load" {
    unit     = "%"
    value    = normal(14, 2) # what runs at night: ventilation, servers, refrigerators
    memory   = "10m"
    spread   = normal(0, 2)
    clamp    = [0, 130]
    digits   = 1
    warning  = [0, 90]
    critical = [0, 120] # the fuse, some time
    weekly { points = [for share in local.office_week : 55 * share] }
  }

  # Sharing single-phase loads over three phases is never exact.
  sensor "current_l1" {
    unit     = "A"
    formula  = "var.rated_current * max(0, load) / 100 * noise"
    noise    = normal(1.06, 0.02)
    memory   = "10m"
    digits   = 2
    warning  = [0, var.rated_current]
    critical = [0, 1.6 * var.rated_current] # the fuse melts within an hour (IEC 60269, gG)
  }

  sensor "current_l2" {
    unit     = "A"
    formula  = "var.rated_current * max(0, load) / 100 * noise"
    noise    = normal(0.97, 0.02)
    memory   = "10m"
    digits   = 2
    warning  = [0, var.rated_current]
    critical = [0, 1.6 * var.rated_current] # the fuse melts within an hour (IEC 60269, gG)
  }

  sensor "current_l3" {
    unit     = "A"
    formula  = "var.rated_current * max(0, load) / 100 * noise"
    noise    = normal(0.97, 0.02)
    memory   = "10m"
    digits   = 2
    warning  = [0, var.rated_current]
    critical = [0, 1.6 * var.rated_current]
  }

  # The magnetising current of idle motors is reactive: with more load it matters less.
  sensor "power_factor" {
    formula  = "min(0.99, 0.86 + 0.12 * max(0, load) / 100 + noise)"
    noise    = normal(0, 0.006)
    memory   = "10m"
    clamp    = [0, 1]
    digits   = 3
    warning  = [0.85, 1] # below 0.9 suppliers bill reactive energy; the meter warns later
    critical = [0.7, 1]
  }

  # √3 · U · I · cos φ for each phase as it is: the sum of U · I over the phases.
  sensor "active_power" {
    unit    = "kW"
    formula = "(voltage_l1 * current_l1 + voltage_l2 * current_l2 + voltage_l3 * current_l3) * power_factor / 1000"
    digits  = 3
  }

  sensor "reactive_power" {
    unit    = "kvar"
    formula = "active_power * sqrt(1 - power_factor * power_factor) / power_factor"
    digits  = 3
  }

  # A reading knows no reading before it, so the register does not add up the power: it
  # goes on at the mean of the week, and never goes back.
  sensor "energy" {
    unit    = "kWh"
    formula = "local.mean_load * 3 * 0.23 * var.rated_current * 0.9 * t / 3600"
    spread  = uniform(20000, 900000)
    digits  = 1
  }

  device_info {
    firmware = "5.11"
    serial   = "PM-{index:06}"
  }
}

locals {
  # 8.5 full hours on four days of office_week and on a Friday of 0.8, above the night's load.
  mean_load = 0.14 + 0.55 * 8.5 * 4.8 / 168
}

# A household's meter, polled for the bill (IEC 62056: DLMS/COSEM).
model "smart_meter" {
  interval = var.meter_interval
  jitter   = "20%" # collectors ask their meters in turn, over powerline
  tags     = { family = "household", power = "mains" }

  # What the household has contracted: small flats, houses, houses with a car.
  sensor "contract" {
    unit   = "kVA"
    value  = fixed(lognormal(6, 0.35))
    digits = 1
  }

  sensor "voltage" {
    unit     = "V"
    value    = normal(231, 1.8)
    memory   = "30m"
    spread   = normal(0, 2.5)
    digits   = 1
    warning  = [207, 253] # EN 50160
    critical = [195.5, 264.5]
  }

  # Refrigerators at night, and three hills: breakfast at half past seven, lunch, and the
  # evening around half past seven with a third of the day's energy: the shape of the
  # standard load profile H0.
  sensor "power" {
    unit    = "kW"
    formula = "contract * (0.022 + 0.038 * max(0, 1 - abs(hour - 7.5) / 2.5) + 0.035 * max(0, 1 - abs(hour - 13) / 5) + 0.075 * max(0, 1 - abs(hour - 19.5) / 4.5)) * noise"
    noise   = lognormal(0.8, 0.65) # an oven, a washing machine: many small, few large
    memory  = "30m"
    digits  = 3
  }

  sensor "current" {
    unit     = "A"
    formula  = "1000 * power / voltage / 0.95"
    digits   = 2
    warning  = [0, 63]
    critical = [0, 80]
  }

  # The mean of the day's power (the night, and hills of half their width and height over
  # 24 hours); see the register of power_meter.
  sensor "energy" {
    unit    = "kWh"
    formula = "contract * 0.047 * t / 3600"
    spread  = uniform(800, 60000) # read since it was put in: up to 15 years
    digits  = 3
  }

  device_info {
    firmware = choice({ "3.1.0" = 0.72, "3.0.4" = 0.25, "2.9.7" = 0.03 }) # a roll-out that is not finished
    serial   = "1IOT00{index:08}"                                         # DIN 43863-5: sector, maker, number
  }
}

# A string inverter on a roof to the south.
model "solar_inverter" {
  interval = var.interval
  tags     = { family = "solar", power = "mains" }

  # What a clear sky would give. Below zero the sun is below the horizon: the clamp makes
  # it 0 in the message; formulas read what is before the clamp, so they say max(0, …).
  sensor "clear_sky" {
    unit   = "W/m²"
    value  = constant(local.sun[var.season].base)
    clamp  = [0, 1400] # the solar constant is 1361
    digits = 0
    daily {
      amplitude = local.sun[var.season].swing
      peak      = "12:20" # solar noon in the middle of a time zone, some minutes late
    }
  }

  # Share of the clear sky's light that clouds let through.
  sensor "clearness" {
    value  = normal(0.72, 0.25)
    memory = "30m"
    clamp  = [0.1, 1.05] # never dark by day; edges of clouds reflect a little more
    digits = 2
  }

  sensor "irradiance" {
    unit    = "W/m²"
    formula = "max(0, clear_sky) * max(0.1, min(1.05, clearness))"
    digits  = 0
  }

  sensor "ambient_temperature" {
    unit   = "°C"
    value  = normal(local.sun[var.season].air, 1.5)
    memory = "6h"
    clamp  = [-40, 60]
    digits = 1
    daily {
      amplitude = local.sun[var.season].warming
      peak      = "15:00"
    }
  }

  # IEC 61215, nominal operating cell temperature of 45 °C: (45 - 20) K at 800 W/m².
  sensor "module_temperature" {
    unit     = "°C"
    formula  = "ambient_temperature + 0.03125 * irradiance + noise"
    noise    = normal(0, 0.8) # wind
    memory   = "5m"
    digits   = 1
    warning  = [-40, 75]
    critical = [-40, 85] # what modules are certified for
  }

  # Crystalline silicon loses 0.4 % a kelvin above 25 °C; a string of 18 gives 680 V there.
  sensor "dc_voltage" {
    unit     = "V"
    formula  = "irradiance < 5 ? 0 : 680 * (1 - 0.003 * (module_temperature - 25))"
    digits   = 1
    warning  = [0, 850]
    critical = [0, 1000] # the inverter's highest
  }

  sensor "dc_power" {
    unit    = "kW"
    formula = "var.solar_power * irradiance / 1000 * (1 - 0.004 * (module_temperature - 25))"
    digits  = 3
  }

  # 97.5 % efficiency less 40 W for itself; built for 0.9 of the modules' power, which
  # they rarely reach.
  sensor "ac_power" {
    unit    = "kW"
    formula = "max(0, min(0.9 * var.solar_power, 0.975 * dc_power - 0.04))"
    clamp   = [0, var.solar_power]
    digits  = 3
    status = {
      night    = "irradiance < 5"
      limiting = "value >= 0.9 * var.solar_power"
    }
  }

  sensor "grid_voltage" {
    unit     = "V"
    formula  = "230 + 0.12 * ac_power + noise" # feeding in lifts the voltage of the line
    noise    = normal(0, 1.2)
    memory   = "10m"
    digits   = 1
    warning  = [207, 253]
    critical = [184, 264.5] # VDE-AR-N 4105: it disconnects
  }

  # P = √3 · U · I with U between the lines: 3 · phase voltage · I.
  sensor "grid_current" {
    unit    = "A"
    formula = "1000 * ac_power / (3 * grid_voltage)"
    digits  = 2
  }

  sensor "inverter_temperature" {
    unit     = "°C"
    formula  = "ambient_temperature + 8 + 32 * ac_power / var.solar_power + noise" # losses warm the heat sink
    noise    = normal(0, 0.5)
    memory   = "10m"
    digits   = 1
    warning  = [-25, 65]
    critical = [-40, 80] # it reduces its power
  }

  device_info {
    firmware = "7.20.3"
    serial   = "INV{index:06}"
  }
}

# A turbine of 3 MW with 112 m of rotor, IEC 61400-1 class II.
model "wind_turbine" {
  interval = var.interval
  tags     = { family = "wind", power = "mains" }

  # What the mast of the farm tells its controller: it goes where it likes within the clamp.
  # Turbines that stand together follow one recorded wind: extend the model for that.
  sensor "site_wind" {
    unit   = "m/s"
    value  = walk(8, 0.1) # about 2 m/s an hour
    clamp  = [0, 35]
    digits = 1
  }

  # Its own anemometer, behind the rotor: gusts, and the wake of its neighbours.
  sensor "wind_speed" {
    unit     = "m/s"
    formula  = "site_wind + noise"
    noise    = normal(0, 0.6)
    memory   = "1m"
    spread   = normal(-0.3, 0.3)
    clamp    = [0, 60]
    digits   = 1
    warning  = [0, 20]
    critical = [0, 25] # cut-out
  }

  sensor "air_temperature" {
    unit   = "°C"
    value  = walk(6, 0.02) # about 2 K in a day, and the day's own course
    clamp  = [-40, 50]
    digits = 1
    daily {
      amplitude = 3
      peak      = "15:00"
    }
  }

  # ½ · 1.225 kg/m³ · 9852 m² · c_p 0.42 = 2.53 kW a (m/s)³ from 3 m/s on, no more than
  # 3000 kW (from 10.6 m/s on), nothing above 25 m/s. At rest it uses 15 kW.
  sensor "power" {
    unit    = "kW"
    formula = "wind_speed < 3 || wind_speed > 25 ? -15 : min(3000, 2.53 * wind_speed * wind_speed * wind_speed) * noise"
    noise   = normal(0.985, 0.012) # turbulence, within an interval
    clamp   = [-50, 3060]
    digits  = 0
    status = {
      storm = "wind_speed > 25"
      calm  = "wind_speed < 3"
      rated = "value >= 2900"
    }
  }

  # Tip speed 7.5 times the wind's: 7.5 · v · 60 / (π · 112), up to 13.6 a minute.
  sensor "rotor_speed" {
    unit     = "1/min"
    formula  = "wind_speed < 3 || wind_speed > 25 ? 0 : min(13.6, 1.28 * wind_speed + 1)"
    digits   = 2
    warning  = [0, 14.3]
    critical = [0, 15.6] # overspeed: 115 %
  }

  # Above rated wind the blades turn out of it.
  sensor "pitch" {
    unit    = "°"
    formula = "wind_speed < 3 || wind_speed > 25 ? 88 : max(0, 1.6 * (wind_speed - 10.6))"
    digits  = 1
  }

  # A ton of oil is slow: it knows the wind of the site and not the gusts, and cools when
  # the turbine stands still in a storm.
  sensor "gearbox_temperature" {
    unit     = "°C"
    formula  = "38 + 0.3 * air_temperature + 24 * min(1, 0.000843 * site_wind * site_wind * site_wind) * max(0, min(1, (27 - site_wind) / 3)) + noise"
    noise    = normal(0, 1)
    memory   = "20m"
    digits   = 1
    warning  = [-20, 75]
    critical = [-30, 85] # the oil
  }

  # ISO 10816-21, nacelle, 0.1 to 10 Hz: zone B ends at 0.3 m/s², zone C at 0.5 m/s².
  sensor "nacelle_vibration" {
    unit     = "m/s²"
    formula  = "0.04 + 0.009 * wind_speed + noise"
    noise    = exponential(0.012) # gusts
    memory   = "2m"
    digits   = 3
    warning  = [0, 0.3]
    critical = [0, 0.5]
  }

  device_info {
    firmware = "12.4"
    serial   = "WT-{index:04}"
  }
}
