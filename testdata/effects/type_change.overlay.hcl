fault "type_change" {
  effect "type_change" {
    share = "30%"
    field = "sensors.temperature.value"
    to    = "string"
  }
}

phase "fault" { faults = [fault.type_change] }
