fault "f" {
  effect "clock_step" { to = "1970-01-01T00:00:00Z" }
}
