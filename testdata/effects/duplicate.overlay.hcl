fault "duplicate" {
  effect "duplicate" {
    share = "30%"
    after = "1s"
  }
}

phase "fault" { faults = [fault.duplicate] }
