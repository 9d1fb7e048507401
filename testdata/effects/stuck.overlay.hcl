fault "stuck" {
  effect "stuck" { sensor = "temperature" }
}

phase "fault" { faults = [fault.stuck] }
