fault "noise" {
  effect "noise" {
    sensor = "temperature"
    value  = normal(0, 1.5)
  }
}

phase "fault" { faults = [fault.noise] }
