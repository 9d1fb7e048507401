fault "f" {
  effect "reorder" {
    share = "30%"
    by    = 2
  }
}
