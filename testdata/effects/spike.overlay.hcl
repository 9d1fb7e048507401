fault "spike" {
  effect "spike" {
    sensor = "temperature"
    value  = normal(0, 5)
    share  = "20%"
  }
}

phase "fault" { faults = [fault.spike] }
