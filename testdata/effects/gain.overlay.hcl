fault "gain" {
  effect "gain" {
    sensor = "temperature"
    factor = 1.15
  }
}

phase "fault" { faults = [fault.gain] }
