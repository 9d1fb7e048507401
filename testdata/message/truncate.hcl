fault "f" {
  effect "truncate" {
    share = "60%"
    keep  = 40
  }
}
