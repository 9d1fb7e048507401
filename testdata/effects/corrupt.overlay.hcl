fault "corrupt" {
  effect "corrupt" {
    share = "30%"
    bytes = 4
  }
}

phase "fault" { faults = [fault.corrupt] }
