fault "f" {
  effect "clock_step" { by = "-1500ms" }
}
