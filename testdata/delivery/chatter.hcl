fault "f" {
  count = 1
  lasts = "7s"
  effect "interval" { factor = 0.3 }
}
