# A field is one that some message has.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" {
    unit  = "kW"
    value = normal(12, 3)
  }
  sensor "supply" { value = normal(50, 1) }
  sensor "pump" { value = switch("45m", "15m") }
}

model "plc" {
  interval = "5s"
  sensor "level" { value = normal(3, 1) }
  payload = {
    raw = [sensor.level.value, { unit = "m" }]
  }
}

devices "meter" { count = 10 }
devices "plc" { count = 10 }

fault "f" {
  effect "missing_field" { field = "sensors.pwoer.value" } # ERROR: Unknown field
  effect "missing_field" { field = "sensors.supply.unit" } # ERROR: Unknown field
  effect "missing_field" { field = "sensors.power" }
  effect "missing_field" { field = "location.room" }
  effect "missing_field" { field = "raw.1.unit" }
  effect "missing_field" { field = "raw.2" } # ERROR: Unknown field
  effect "type_change" {
    field = "raw.1" # ERROR: Field is an object
    to    = "bool"
  }
  effect "type_change" {
    field = "sensors.power" # ERROR: Field is an object
    to    = "null"
  }
}

phase "run" {
  duration = "1m"
  faults   = [fault.f]
}
