fault "f" {
  effect "drop" { share = "30%" }
}
