# What connects devices, and what should have been replaced long ago.

# A gateway for some hundred radio sensors, on LTE.
model "gateway" {
  interval = var.interval
  tags     = { family = "network", power = "mains" }

  # RSRP: -80 dBm is good, -100 dBm poor, -115 dBm the edge (3GPP TS 36.133).
  sensor "signal" {
    unit     = "dBm"
    value    = normal(-88, 3)
    memory   = "20m"
    spread   = normal(0, 5) # where it hangs
    clamp    = [-140, -44]
    digits   = 0
    warning  = [-105, -44]
    critical = [-115, -44]
  }

  # Retransmissions begin where the signal is poor.
  sensor "packet_loss" {
    unit     = "%"
    formula  = "max(0, -96 - signal) * 0.4 + noise"
    noise    = exponential(0.1)
    clamp    = [0, 100]
    digits   = 2
    warning  = [0, 3]
    critical = [0, 10]
  }

  sensor "latency" {
    unit     = "ms"
    formula  = "noise + 12 * packet_loss" # each lost packet waits for its timer
    noise    = lognormal(45, 0.3)
    digits   = 0
    warning  = [0, 200]
    critical = [0, 1000]
  }

  # Sensors heard within the hour.
  sensor "devices_heard" {
    value  = poisson(96)
    memory = "1h"
    digits = 0
  }

  sensor "cpu" {
    unit     = "%"
    formula  = "6 + 0.12 * devices_heard + noise"
    noise    = exponential(5)
    clamp    = [0, 100]
    digits   = 0
    warning  = [0, 80]
    critical = [0, 95]
  }

  sensor "board_temperature" {
    unit     = "°C"
    formula  = "31 + 0.25 * cpu + noise"
    noise    = normal(0, 0.6)
    memory   = "30m"
    digits   = 1
    warning  = [-20, 70]
    critical = [-40, 85] # the industrial range
    daily {
      amplitude = 2
      peak      = "15:00"
    }
  }

  sensor "uptime" {
    unit    = "s"
    formula = "t"
    spread  = uniform(3600, 9000000) # it is restarted for updates, every hundred days
    digits  = 0
  }

  device_info {
    firmware = choice({ "6.1.0" = 0.9, "5.9.3" = 0.1 })
    serial   = "GW-{index:05}"
  }
}

# A thermometer of 2009. It knows whole degrees and packs them into a short message of its
# own, until its cell is empty.
model "legacy_sensor" {
  interval = var.battery_interval
  jitter   = "20%" # an oscillator of resistor and capacitor
  tags     = { family = "legacy", power = "battery" }

  sensor "temperature" {
    unit     = "°C"
    value    = normal(19, 0.8)
    memory   = "40m"          # its case is thick
    spread   = normal(0, 1.2) # ± 2 K is what its maker promised
    clamp    = [-10, 60]
    digits   = 0
    warning  = [10, 28]
    critical = [5, 35]
    daily {
      amplitude = 1.5
      peak      = "16:00"
    }
  }

  # A lithium cell gives 3.6 V and less in the cold; the transmitter needs 2.7 V.
  sensor "supply" {
    unit     = "V"
    formula  = "noise + 0.006 * (temperature - 20)"
    noise    = fixed(uniform(3.0, 3.55))
    digits   = 2
    warning  = [3, 4]
    critical = [2.7, 4]
  }

  # Old ones have little left: from 0 % on a device is silent.
  device_info {
    battery = drain(fixed(uniform(2, 60)), "0.05/h")
  }

  payload = {
    n = "{id}"
    s = timestamp.s # seconds: there were no milliseconds in it
    d = [sensor.temperature.value, sensor.supply.value, info.battery]
  }
}
