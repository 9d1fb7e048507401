fault "f" {
  effect "battery" { rate = "9000/h" }
}
