fault "f" {
  effect "battery" { level = 7.5 }
}
