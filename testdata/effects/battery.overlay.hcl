fault "battery" {
  effect "battery" { level = 3 }
}

phase "fault" { faults = [fault.battery] }
