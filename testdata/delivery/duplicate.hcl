fault "f" {
  effect "duplicate" {
    share  = "20%"
    copies = 2
    after  = "300ms"
  }
}
