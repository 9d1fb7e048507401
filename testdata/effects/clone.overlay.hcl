fault "clone" {
  effect "clone" { shift = "700ms" }
}

phase "fault" { faults = [fault.clone] }
