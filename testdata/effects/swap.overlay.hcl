fault "swap" {
  effect "swap" { sensors = ["temperature", "outlet"] }
}

phase "fault" { faults = [fault.swap] }
