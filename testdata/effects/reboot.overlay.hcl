fault "reboot" {
  lasts = "10s"
  effect "reboot" { gap = "8s" }
}

phase "fault" { faults = [fault.reboot] }
