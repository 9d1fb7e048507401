fault "bias" {
  effect "bias" {
    sensor = "temperature"
    add    = 3
    grow   = "10s"
  }
}

phase "fault" { faults = [fault.bias] }
