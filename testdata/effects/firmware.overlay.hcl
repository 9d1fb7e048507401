fault "firmware" {
  effect "firmware" { version = "1.3.0" }
}

phase "fault" { faults = [fault.firmware] }
