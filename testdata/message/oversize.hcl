fault "f" {
  effect "oversize" {
    share = "60%"
    size  = 500
  }
}
