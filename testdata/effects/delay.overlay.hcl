fault "delay" {
  effect "delay" {
    by    = uniform("2s", "12s")
    share = "50%"
  }
}

phase "fault" { faults = [fault.delay] }
