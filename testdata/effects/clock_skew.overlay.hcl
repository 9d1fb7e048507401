fault "clock_skew" {
  effect "clock_skew" { rate = "+2s/m" }
}

phase "fault" { faults = [fault.clock_skew] }
