fault "f" {
  effect "type_change" {
    share = "60%"
    field = "sensors.power.value"
    to    = "string"
  }
  effect "type_change" {
    share = "60%"
    field = "sensors.pump.value"
    to    = "number"
  }
  effect "type_change" {
    share = "60%"
    field = "body.raw"
    to    = "string"
  }
  effect "type_change" {
    share = "60%"
    field = "left"
    to    = "bool"
  }
  effect "type_change" {
    share = "30%"
    field = "body.raw.0"
    to    = "null"
  }
}
