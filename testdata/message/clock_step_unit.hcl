fault "f" {
  effect "clock_step" { unit = "s" }
}
