fault "offline" {
  lasts = "24s"
  effect "offline" {
    reconnect = "4s"
    backfill  = "2/s"
    buffer    = 8
  }
}

phase "fault" { faults = [fault.offline] }
