fault "quantize" {
  effect "quantize" {
    sensor = "temperature"
    step   = 1
  }
}

phase "fault" { faults = [fault.quantize] }
