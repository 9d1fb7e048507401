# A small plant: two buildings with sensors, a fault, three phases. Run it as it is,
# then change what you like; `iotsim docs BLOCK` explains each block.

scenario "plant" {
  description = "Twenty meters warm up, then some of them fail."
  seed        = 1 # same seed, same bytes

  # start  = "2026-03-02T06:00:00Z" # event time of the first reading; left out: now
}

# A variable is set on the command line: --var devices=50, or IOTSIM_VAR_devices.
variable "devices" {
  type        = number
  default     = 5
  description = "How many devices stand in a room."
}

# ---------------------------------------------------------------- what measures

model "meter" {
  interval = "1s" # time between two readings of a device

  sensor "temperature" {
    unit     = "°C"
    value    = normal(22, 0.8) # mean and standard deviation
    memory   = "5m"            # readings wander instead of jumping
    digits   = 1
    warning  = [15, 30] # outside: status "warning"
    critical = [5, 40]
  }

  # A formula reads the sensors before it. Expressions over readings and devices
  # stand in quotes; they are evaluated while the scenario runs.
  sensor "power" {
    unit    = "kW"
    formula = "2 + 0.1 * (temperature - 22) + noise"
    noise   = normal(0, 0.2)
  }
}

# --------------------------------------------------------------- where it stands

building "{key}" {
  for_each = ["north", "south"]

  floor {
    room "{n:02}" { # 01 and 02: {n} counts from 1
      count = 2
      devices "meter" {
        count = var.devices
        id    = "meter-{index:04}" # {index} counts over the whole plant
      }
    }
  }
}

# ------------------------------------------------------------------ what goes wrong

fault "overheating" {
  where       = "device.building == 'north'"
  probability = "30%"
  effect "bias" {
    sensor = "temperature"
    add    = 12
    grow   = "5s" # it creeps up
  }
}

# ----------------------------------------------------------------------- what happens

phase "warm_up" {
  duration = "10s"
  devices  = ramp(0, "100%") # they come online one after the other
}

phase "steady" { duration = "20s" }

phase "failure" {
  duration = "10s"
  rate     = 2 # twice as many readings
  faults   = [fault.overheating]
}

# -------------------------------------------------------------------- where it goes

# Without brokers a small Kafka runs inside of iotsim. Name yours here, by
# --brokers, or send records elsewhere: --sink stdout.
sink "kafka" {
  # brokers  = ["localhost:9092"]
  topic      = "plant.readings"
  partitions = 3
}
