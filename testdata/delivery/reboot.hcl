fault "f" {
  after  = "1s"
  repeat = "9s"
  effect "reboot" { gap = uniform("2s", "5s") }
}
