fault "burst_loss" {
  effect "burst_loss" {
    enter = "15%"
    leave = "25%"
  }
}

phase "fault" { faults = [fault.burst_loss] }
