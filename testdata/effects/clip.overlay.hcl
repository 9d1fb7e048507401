fault "clip" {
  effect "clip" {
    sensor = "temperature"
    limits = [20.8, 21.4]
  }
}

phase "fault" { faults = [fault.clip] }
