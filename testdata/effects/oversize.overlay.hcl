fault "oversize" {
  effect "oversize" {
    share = "30%"
    size  = 4000
  }
}

phase "fault" { faults = [fault.oversize] }
