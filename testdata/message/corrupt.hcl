fault "f" {
  effect "corrupt" {
    share = "60%"
    bytes = 3
  }
}
