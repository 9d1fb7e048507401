fault "reorder" {
  effect "reorder" {
    share = "30%"
    by    = 2
  }
}

phase "fault" { faults = [fault.reorder] }
