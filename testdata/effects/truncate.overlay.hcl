fault "truncate" {
  effect "truncate" {
    share = "30%"
    keep  = 80
  }
}

phase "fault" { faults = [fault.truncate] }
