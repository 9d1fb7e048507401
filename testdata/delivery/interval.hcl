fault "f" {
  count = 1
  effect "interval" { factor = 2.5 }
}
