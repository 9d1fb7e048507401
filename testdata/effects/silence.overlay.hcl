fault "silence" {
  effect "silence" {}
}

phase "fault" { faults = [fault.silence] }
