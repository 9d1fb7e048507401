fault "interval" {
  effect "interval" { factor = 3 }
}

phase "fault" { faults = [fault.interval] }
