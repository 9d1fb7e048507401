fault "f" {
  effect "clock_skew" { rate = "-30m/h" }
}
