fault "f" {
  effect "missing_field" {
    share = "60%"
    field = "sensors.power.value"
  }
  effect "missing_field" {
    share = "60%"
    field = "body.odd.name.tags.1"
  }
  effect "missing_field" {
    share = "30%"
    field = "device_info"
  }
}
