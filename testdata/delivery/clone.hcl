fault "f" {
  count = 1
  lasts = "5s"
  effect "clone" {
    copies = 2
    shift  = "500ms"
  }
}
