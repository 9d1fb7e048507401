fault "missing_field" {
  effect "missing_field" {
    share = "30%"
    field = "sensors.temperature.unit"
  }
}

phase "fault" { faults = [fault.missing_field] }
