fault "drift" {
  effect "drift" {
    sensor  = "temperature"
    rate    = "+0.1/s"
    max     = 3
    recover = "10s"
  }
}

phase "fault" { faults = [fault.drift] }
