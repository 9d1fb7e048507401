fault "f" {
  lasts = "7s"
  effect "offline" {
    reconnect = "1s"
    backfill  = "2/s"
    buffer    = 3
  }
}
