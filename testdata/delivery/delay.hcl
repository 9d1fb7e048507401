fault "f" {
  effect "delay" {
    by    = exponential("2s")
    max   = "5s"
    share = "40%"
  }
}
