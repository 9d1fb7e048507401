fault "clock_step" {
  effect "clock_step" { by = "-1h" }
}

phase "fault" { faults = [fault.clock_step] }
