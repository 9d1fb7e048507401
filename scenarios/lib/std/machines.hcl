# Machines: motors, pumps, programmable controllers.

# An induction motor with four poles, monitored for its condition.
model "motor" {
  interval = var.interval
  tags     = { family = "motor", power = "mains" }

  sensor "running" {
    value = switch("3h", "20m") # a shift's work and its pauses
  }

  sensor "load" {
    unit     = "%"
    formula  = "running ? 72 + noise : 0"
    noise    = normal(0, 9)
    memory   = "5m" # from part to part
    spread   = normal(0, 5)
    clamp    = [0, 150]
    digits   = 1
    warning  = [0, 105]
    critical = [0, 120] # the thermal relay trips within two hours (IEC 60947-4-1)
  }

  # 1500 a minute at 50 Hz less the slip, which grows with the load: 2.3 % at full load.
  sensor "speed" {
    unit    = "1/min"
    formula = "running ? 1500 - 0.35 * load : 0"
    digits  = 0
  }

  # A third of the rated current magnetises; what works is at a right angle to it. Rated:
  # P / (√3 · 400 V · 0.85 · 0.92).
  sensor "current" {
    unit     = "A"
    formula  = "running ? local.motor_current * sqrt(0.11 + 0.89 * load * load / 10000) : 0"
    digits   = 2
    warning  = [0, 1.05 * local.motor_current]
    critical = [0, 1.25 * local.motor_current]
  }

  # Class F used as class B: 80 K above 28 °C at full load and half of that at 72 %, with the
  # square of the load. Its time constant is an hour: a part's load hardly moves it, and a
  # pause of twenty minutes leaves most of the heat.
  sensor "winding_temperature" {
    unit     = "°C"
    formula  = "(running ? 70 + 0.12 * (load - 72) : 64) + noise"
    noise    = normal(0, 3)
    memory   = "45m"
    digits   = 1
    warning  = [0, 130] # class B
    critical = [0, 155] # class F: ten degrees more halve the life of the insulation
  }

  # Counts the share of time that it runs; the spread is the motor's age.
  sensor "operating_hours" {
    unit    = "h"
    formula = "0.9 * t / 3600"
    spread  = uniform(200, 24000)
    digits  = 0
  }

  # Velocity, r.m.s., ISO 20816-3, 15 to 300 kW on rigid ground: zone A to 1.4 mm/s, B to
  # 2.8, C to 4.5. It grows with the load and with the bearings' wear: 0.5 mm/s in the
  # 20,000 hours after which bearings are changed.
  sensor "vibration" {
    unit     = "mm/s"
    formula  = "running ? 0.45 + 0.006 * load + 0.000025 * operating_hours + noise : 0.05"
    noise    = exponential(0.08)
    memory   = "2m"
    digits   = 2
    warning  = [0, 2.8]
    critical = [0, 4.5]
  }

  # Friction: load and vibration. It, too, keeps its heat in a pause.
  sensor "bearing_temperature" {
    unit     = "°C"
    formula  = "(running ? 38 + 0.08 * load + 5 * vibration : 45) + noise"
    noise    = normal(0, 0.8)
    memory   = "15m"
    digits   = 1
    warning  = [0, 80]
    critical = [0, 95] # grease fails
  }

  device_info {
    firmware = "3.0.2"
    serial   = "MO-{index:05}"
    rated_kw = var.motor_power
  }
}

locals {
  motor_current = var.motor_power * 1000 / (1.7320508 * 400 * 0.85 * 0.92)
}

# A centrifugal pump on a frequency converter. By the laws of affinity its flow goes with
# the speed, its head with the square and its power with the cube.
model "pump" {
  interval = var.interval
  tags     = { family = "pump", power = "mains" }

  sensor "speed" {
    unit    = "%"
    value   = normal(74, 2)
    memory  = "10m"
    clamp   = [0, 100]
    digits  = 1
    warning = [20, 98] # below a fifth it does not open the check valve
    daily {
      # People wash, cook and water gardens in the morning and in the evening.
      points = { "00:00" = -14, "04:00" = -20, "07:00" = 8, "09:00" = 4, "14:00" = 0, "19:00" = 10, "22:00" = -4 }
    }
  }

  sensor "flow" {
    unit    = "m³/h"
    formula = "1.2 * max(0, speed) + noise" # 120 m³/h at full speed
    noise   = normal(0, 0.8)
    clamp   = [0, 200]
    digits  = 1
    warning = [20, 130] # less than a fifth of its best point: it recirculates and heats up
  }

  sensor "suction_pressure" {
    unit     = "bar"
    value    = normal(0.8, 0.05) # a reservoir above the pump
    memory   = "30m"
    digits   = 2
    warning  = [0.4, 2]
    critical = [0.2, 3] # near its NPSH: bubbles eat the wheel
  }

  sensor "discharge_pressure" {
    unit     = "bar"
    formula  = "suction_pressure + 6.2 * speed * speed / 10000 + noise"
    noise    = normal(0, 0.03)
    clamp    = [0, 16] # PN 16
    digits   = 2
    warning  = [2, 7.5]
    critical = [1, 10]
  }

  # Hydraulic power is flow in m³/h times bar over 36; 72 % of the shaft's.
  sensor "power" {
    unit    = "kW"
    formula = "flow * (discharge_pressure - suction_pressure) / 36 / 0.72"
    digits  = 2
  }

  # ISO 10816-7, category I up to 200 kW: zone A to 2.5 mm/s, B to 4.0, C to 6.6. Away from
  # its best point the flow is rougher.
  sensor "vibration" {
    unit     = "mm/s"
    formula  = "1.1 + 0.00035 * (speed - 80) * (speed - 80) + (suction_pressure < 0.4 ? 3 : 0) + noise"
    noise    = exponential(0.15)
    memory   = "2m"
    spread   = uniform(0, 0.6)
    digits   = 2
    warning  = [0, 4]
    critical = [0, 6.6]
  }

  device_info {
    firmware = "4.4"
    serial   = "PU-{index:05}"
  }
}

# A controller of a machine that fills and packs. Its message is its maker's, not ours: a
# number for the state would be the rule, a word is the exception that eases reading.
model "plc" {
  interval = var.interval
  tags     = { family = "control", power = "mains" }

  # ISA-TR88 (PackML): what a packing machine is doing.
  sensor "state" {
    value  = choice({ Execute = 0.86, Idle = 0.07, Held = 0.05, Aborted = 0.02 })
    memory = "8m"
    status = {
      alarm   = "value == 'Aborted'"
      waiting = "value == 'Idle' || value == 'Held'"
    }
  }

  # 40 packs a minute.
  sensor "cycle_time" {
    unit     = "s"
    formula  = "state == 'Execute' ? 1.5 + noise : 0"
    noise    = lognormal(0.04, 0.5)
    digits   = 3
    warning  = [0, 1.7]
    critical = [0, 2]
  }

  # Counts on at its mean, as energy registers do: 0.86 of the time, 40 a minute.
  sensor "packs" {
    formula = "floor(0.573 * t)"
    spread  = uniform(0, 1000000)
    digits  = 0
  }

  sensor "pressure" {
    unit     = "bar"
    formula  = "6.3 - (state == 'Execute' ? 0.35 : 0) + noise" # the cylinders' air
    noise    = normal(0, 0.05)
    memory   = "1m"
    digits   = 2
    warning  = [5.5, 7]
    critical = [5, 8]
  }

  device_info {
    program = "FILL_07"
    serial  = "PLC-{index:04}"
  }

  # Written once, in the order of the message. It is as fast as the usual one.
  payload = {
    v    = 2
    src  = "{building}/{room}/{devices}/{n}"
    ts   = timestamp.rfc3339
    seq  = device.sequence
    prog = info.program
    st   = { word = sensor.state.value, class = sensor.state.status }
    pv = {
      cycle    = sensor.cycle_time.value
      packs    = sensor.packs.value
      pressure = sensor.pressure.value
    }
    raw = [sensor.cycle_time.value, sensor.packs.value, sensor.pressure.value]
  }
}
