fault "sentinel" {
  effect "sentinel" {
    sensor = "temperature"
    value  = -10
    share  = "30%"
  }
}

phase "fault" { faults = [fault.sentinel] }
