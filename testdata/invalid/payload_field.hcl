# Effects name the fields of the payload.

scenario "plant" {}

fault "f" {
  effect "missing_field" { field = "body.unit" }
  effect "missing_field" { field = "body.tags" }
  effect "missing_field" { field = "sensors.power.value" } # ERROR: Unknown field
  effect "type_change" {
    field = "body" # ERROR: Field is an object
    to    = "null"
  }
}

model "meter" {
  interval = "5s"
  sensor "power" {
    unit  = "kW"
    value = normal(12, 3)
  }
  device_info { firmware = "1.2.3" }
  payload = {
    t    = sensor.power.value
    body = { unit = sensor.power.unit, tags = ["a"] }
  }
}

devices "meter" { count = 10 }

phase "run" { duration = "1m" }
