scenario "mixed" {}
model "pump" {
  interval = "5s"
  sensor "flow" { value = normal(10, 1) }
}
model "probe" {
  interval = "5s"
  sensor "ph" { value = normal(7, 0.1) }
  payload = { id = device.id, at = timestamp.ms }
}
building "plant" {
  devices "pump" { count = 4 }
  devices "probe" { count = 4 }
}

# Pumps have no such sensor.
fault "wrong_model" { # WARNING: Fault has nothing to change
  where = "device.model == 'pump'"
  effect "bias" {
    sensor = "ph"
    add    = 1
  }
}

# Probes have it, and send it to nobody.
fault "unsent" { # WARNING: Fault has nothing to change
  effect "stuck" { sensor = "ph" }
}

phase "run" {
  duration = "1m"
  faults   = [fault.wrong_model, fault.unsent]
}

sink "kafka" { partitions = 1 }
